"""Leaving a list by the link in a letter, without logging in, and the links of a test letter."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.actions import preferences, subscriptions
from newsletter.models.subscription import EndSource
from newsletter.queries import leaving
from web.personal import personal_page

PROOFS = ("ja", "nee", "uitschrijven", "browser", "voorkeuren", "waarom")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Take somebody off a list: at once for the button of a mail program (RFC 8058), else through the page.

    The mail program has no cookie and no CSRF token; that the link cannot be guessed is what guards it.
    """
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        return _one_click(request, token)
    return leave_page(request, token)


def _one_click(request: HttpRequest, token: str) -> HttpResponse:
    try:
        known = leaving.read(token)
    except leaving.UnknownLink:
        return _unknown(request)
    subscriptions.end(
        person=known.person,
        newsletter=known.newsletter,
        how=EndSource.ONE_CLICK,
        through=known.campaign,
        now=timezone.now(),
    )
    return HttpResponse("OK\n", content_type="text/plain; charset=utf-8")


@personal_page
def leave_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show which list this is about, with one button; pressing it ends the place, and may be undone for a while."""
    try:
        known = leaving.read(token)
    except leaving.UnknownLink:
        return _unknown(request)
    now = timezone.now()
    context = {"newsletter": known.newsletter, "address": known.address, "undo_words": subscriptions.UNDO_WORDS}
    if request.method == "POST":
        try:
            _change(request.POST.get("action", ""), known)
        except subscriptions.CannotUndo as refused:
            context["refused"] = str(refused)
        else:
            return redirect(request.path)
    context |= {
        "on_list": leaving.is_on_list(known.person, known.newsletter),
        "may_undo": leaving.may_undo(known.person, known.newsletter, now),
    }
    return render(request, "newsletter/leave.html", context)


def _change(action: str, known: leaving.Leaving) -> None:
    if action == "leave":
        preferences.leave(person=known.person, newsletter=known.newsletter, through=known.campaign, now=timezone.now())
    elif action == "undo":
        subscriptions.undo(person=known.person, newsletter=known.newsletter, now=timezone.now())


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "newsletter/unknown_link.html", status=404)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def proof_link(request: HttpRequest, what: str, token: str) -> HttpResponse:  # noqa: ARG001  it opens nothing
    """Say where this link of a test letter will lead; whatever is pressed, nothing changes for anybody."""
    if what not in PROOFS:
        raise Http404
    return render(request, "newsletter/proof_link.html", {"what": what})
