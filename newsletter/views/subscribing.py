"""Subscribing without an account: the form here and on other sites, and the page that confirms it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.views.answers import speak_as
from newsletter.actions import readers, subscribing
from newsletter.models import ConsentText, SubscriptionRequest
from newsletter.queries.lists import readers_of_all
from newsletter.reader_forms import EmbeddedForm, NameForm, SubscribeForm, stamp
from post import links
from post.fields import masked
from web.limits import Limit, answers_evenly, network_of, too_often
from web.personal import personal_page

REQUESTS = Limit("subscribe", times=20)
ASKED = "asked"
HERE, ELSEWHERE = "/nieuwsbrief/", "/nieuwsbrief/formulier/"


@login_not_required
@answers_evenly
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take somebody's wish for our letters; the answer is the same for an address we know and one we do not (Z22)."""
    if request.method != "POST":
        return _page(request, _fresh(request))
    said = request.POST.copy()
    form = SubscribeForm(said)
    if not form.is_valid():
        said["opened"] = stamp()
        return _page(request, form)
    return _ask(request, form, HERE)


@login_not_required
@csrf_exempt
@answers_evenly
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_form(request: HttpRequest) -> HttpResponse:
    """Give the form as plain HTML to put on another site, and take what is sent from there.

    No cookie and no CSRF token: all it can do is send one letter that asks to confirm.
    """
    if request.method != "POST":
        return render(request, "newsletter/subscribe_form.html", _open_lists())
    form = EmbeddedForm(request.POST)
    if form.is_valid():
        return _ask(request, form, ELSEWHERE)
    speak_as(request, form.cleaned_data.get("language") or request.LANGUAGE_CODE)
    if form.is_outdated:
        return _page(request, _fresh(request, address=request.POST.get("address", "")), outdated=True)
    again = SubscribeForm({**request.POST.dict(), "lists": request.POST.getlist("lists"), "opened": stamp()})
    return _page(request, again)


def _fresh(request: HttpRequest, **told: str) -> SubscribeForm:
    return SubscribeForm(initial={"opened": stamp(), "language": request.LANGUAGE_CODE, **told})


def _ask(request: HttpRequest, form: SubscribeForm, where: str) -> HttpResponse:
    if wait := REQUESTS.wait(network_of(request)):
        return too_often(request, wait)
    now, address, asked = timezone.now(), form.cleaned_data["address"], None
    if not form.fell_into_the_trap:
        language = form.cleaned_data["language"] or request.LANGUAGE_CODE
        subscribing.ask(address=address, texts=form.texts(), form=where, language=language, now=now)
        asked = SubscriptionRequest.objects.by_themselves().lately(address, now).order_by("pk").last()
    # The number makes each link another: the same one twice would tell that no new letter left, so who is known.
    return redirect("newsletter:subscribe_asked", links.seal(ASKED, asked.pk if asked else 0, 0, secrets.randbits(63)))


def _page(request: HttpRequest, form: SubscribeForm, **more: bool) -> HttpResponse:
    return render(request, "newsletter/subscribe.html", {"form": form, **more, **_open_lists()})


def _open_lists() -> dict[str, Any]:
    texts = ConsentText.objects.filter(newsletter__public=True).current().select_related("newsletter")
    return {"texts": texts, "readers": readers_of_all()}


@personal_page
@answers_evenly
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_asked(request: HttpRequest, token: str) -> HttpResponse:
    """Say what to do now: look for the letter and press its button; and send it once more when it does not come."""
    try:
        link = links.open(ASKED, token)
    except links.BadLink:
        return render(request, "newsletter/unknown_link.html", status=404)
    asked = SubscriptionRequest.objects.by_themselves().filter(pk=link.subject).first()
    if request.method == "POST":
        return _ask_again(request, asked)
    address = masked(asked.address.lower()) if asked else ""
    return render(request, "newsletter/subscribe_asked.html", {"asked": asked, "address": address})


def _ask_again(request: HttpRequest, asked: SubscriptionRequest | None) -> HttpResponse:
    """Ask the same once more; as often as the form may, and with the same answer whether or not a letter leaves."""
    if wait := REQUESTS.wait(network_of(request)):
        return too_often(request, wait)
    if asked:
        told = {"address": asked.address, "form": asked.form, "language": asked.language}
        subscribing.ask(**told, texts=list(asked.texts.select_related("newsletter")), now=timezone.now())
    messages.success(
        request, _("Asked once more. Look in your spam folder too. To one address go three letters a day.")
    )
    return redirect(request.path)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they asked for it themselves; two buttons, so that a scanner cannot decide (bar F24, Z17)."""
    try:
        link = links.open("subscribe", token)
    except links.BadLink:
        return render(request, "newsletter/unknown_link.html", status=404)
    asked = SubscriptionRequest.objects.filter(pk=link.subject).first()
    if not asked:
        return render(request, "newsletter/unknown_link.html", status=404)
    speak_as(request, asked.language)
    choice = request.POST.get("keuze", "")
    if request.method == "POST" and choice == "nee" and not asked.person:
        subscribing.withdraw(request=asked, letter=link.letter)
        return render(request, "newsletter/subscribe_erased.html")
    if request.method == "POST" and choice == "ja":
        return _confirm(request, asked)
    if asked.person:
        return _confirmed(request, asked)
    lists = [text.newsletter for text in asked.texts.select_related("newsletter")]
    return render(request, "newsletter/subscribe_confirm.html", {"asked": asked, "lists": lists})


def _confirm(request: HttpRequest, asked: SubscriptionRequest) -> HttpResponse:
    try:
        subscribing.confirm(request=asked, now=timezone.now())
    except subscribing.CannotConfirm as refused:
        return render(request, "newsletter/subscribe_refused.html", {"refused": str(refused)})
    return redirect(request.path)


def _confirmed(request: HttpRequest, asked: SubscriptionRequest) -> HttpResponse:
    """Say that they are on the lists, and ask whoever has no name yet what they are called."""
    person = asked.person
    assert person
    form = NameForm(request.POST or None) if readers.is_nameless(person) else None
    if form and request.method == "POST" and form.is_valid():
        readers.name(person=person, now=timezone.now(), **form.cleaned_data)
        return redirect(request.path)
    context: dict[str, Any] = {"asked": asked, "form": form}
    context["lists"] = [text.newsletter for text in asked.texts.select_related("newsletter")]
    return render(request, "newsletter/subscribe_confirmed.html", context)
