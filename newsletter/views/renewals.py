"""Asking the readers of a list again, for colleagues: whom, how it goes, stopping and undoing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from events.queries import with_organisations
from network.actions import seeing
from newsletter.actions import proposals, renewals
from newsletter.models import Newsletter, Renewal
from newsletter.permissions import may_keep_lists
from newsletter.queries import approvals
from newsletter.queries import proposals as proposed
from newsletter.queries import renewals as known
from newsletter.renewal_forms import RenewForm
from newsletter.views.doors import for_colleagues, for_those_who
from web.pages import page_or_fragment
from web.templatetags.parts import number

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_lists)
def list_renew(request: UserRequest, pk: int) -> HttpResponse:
    """Choose whom to ask again; first see how many that are, then begin, or propose it when they are many."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    proposal = proposed.about(newsletter)
    form = RenewForm(request.POST if request.method == "POST" else None, initial=RenewForm.of(proposal))
    context: dict[str, Any] = {"newsletter": newsletter, "form": form, "tab": "lists", "proposal": proposal}
    context["text"] = newsletter.texts.order_by("-version").first()
    if request.method == "POST" and form.is_valid():
        now, days = timezone.now(), form.cleaned_data["days"]
        if request.POST.get("action") == "propose":
            return _propose(request, newsletter, form)
        if request.POST.get("action") == "begin":
            try:
                begun = renewals.begin(newsletter=newsletter, wanted=form.wanted, days=days, by=request.user, now=now)
            except renewals.CannotRenew as refused:
                context["refused"] = str(refused)
            else:
                messages.success(request, _("Begun. The letters leave when the time for undoing is over."))
                return redirect("newsletter:renewal_detail", begun.pk)
        context |= _what_would_happen(request, newsletter, form)
    return render(request, "newsletter/list_renew.html", context)


def _what_would_happen(request: UserRequest, newsletter: Newsletter, form: RenewForm) -> dict[str, Any]:
    """Return whom it would ask and until when, and whether a second person has to let it go."""
    now, days, proposal = timezone.now(), form.cleaned_data["days"], proposed.about(newsletter)
    found = known.preview(newsletter, form.wanted, now)
    agrees = proposed.agrees(proposal, request.user, found.count)
    second = agrees and proposed.asks_readers(proposal, form.wanted, days)
    needs_second = approvals.needs_second(found.count) and not second
    return {"preview": found, "ends_at": now + timedelta(days=days), "needs_second": needs_second}


def _propose(request: UserRequest, newsletter: Newsletter, form: RenewForm) -> HttpResponse:
    now = timezone.now()
    proposals.propose_renewal(
        newsletter=newsletter,
        wanted=form.wanted,
        days=form.cleaned_data["days"],
        number=known.preview(newsletter, form.wanted, now).count,
        by=request.user,
        now=now,
    )
    messages.success(request, _("Proposed. It stands under “Approval” until a colleague lets it go."))
    return redirect("newsletter:list_detail", newsletter.pk)


@require_safe
@for_colleagues
def renewal_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show how a renewal stands, and who is behind each number: first who loses their place when nothing changes."""
    renewal = get_object_or_404(Renewal.objects.select_related("newsletter", "text", "started_by"), pk=pk)
    group = _group(request, renewal)
    people = known.people_in(renewal, group).visible_to(request.user).by_name()
    found = with_organisations(people, timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=timezone.now())
    context = {
        "renewal": renewal,
        "standing": known.standing(renewal),
        "group": group,
        "page": page,
        "may_keep": may_keep_lists(request.user),
        "held": renewal.held_mailings().order_by("pk").first() if renewal.runs else None,
        "progress": known.progress(renewal),
        "undoable": renewal.may_be_undone(timezone.now()),
        "tab": "lists",
    }
    return page_or_fragment(request, "newsletter/renewal_detail.html", "people", context)


def _group(request: UserRequest, renewal: Renewal) -> known.Group:
    """Return the people whom the address asks for, or those that matter most now."""
    asked = request.GET.get("groep", "")
    if asked in known.Group.values:
        return known.Group(asked)
    return known.Group.SILENT if renewal.runs else known.Group.EXPIRED if renewal.carried_at else known.Group.ASKED


@require_POST
@for_those_who(may_keep_lists)
def renewal_stop(request: UserRequest, pk: int) -> HttpResponse:
    """Let nobody lose their place."""
    renewals.stop(renewal=get_object_or_404(Renewal, pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("Stopped. Everybody keeps their place on the list."))
    return redirect("newsletter:renewal_detail", pk)


@require_POST
@for_those_who(may_keep_lists)
def renewal_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Give back the places that were lost."""
    try:
        back = renewals.undo(renewal=get_object_or_404(Renewal, pk=pk), by=request.user, now=timezone.now())
    except renewals.CannotUndo as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("One reader is back on the list.", "%(number)s readers are back on the list.", back)
        messages.success(request, text % {"number": number(back)})
    return redirect("newsletter:renewal_detail", pk)
