"""After the release: undo it, let it leave at once, and send it to who came later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from events.queries import with_organisations
from network.actions import seeing
from newsletter.actions import latecomers, proposals, undoing
from newsletter.models import Campaign
from newsletter.permissions import may_release_campaign, may_release_campaigns
from newsletter.queries import approvals
from newsletter.queries import proposals as known
from newsletter.queries.latecomers import latecomers as those_who_came_later
from newsletter.queries.latecomers import may_still_join
from newsletter.queries.sender import standing
from newsletter.views.doors import for_those_who, mailing_of, with_campaign, with_released
from post.actions.batches import TooLate as BatchTooLate
from post.actions.mailings import CannotSteer
from post.actions.undoing import TooLate
from web.keys import key_of
from web.templatetags.parts import number

PER_PAGE = 20


@require_POST
@for_those_who(may_release_campaigns)
@with_campaign
def campaign_undo(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Take the release back, as long as nothing has left."""
    try:
        undoing.undo(campaign=campaign, by=request.user, now=timezone.now())
    except TooLate as refused:
        messages.error(request, str(refused))
        return redirect("newsletter:campaign_progress", campaign.pk)
    messages.success(request, _("Undone. Nobody got anything. You can change the letter and release it again."))
    return redirect("newsletter:campaign_review", campaign.pk)


@require_POST
@for_those_who(may_release_campaigns)
@with_released
def campaign_undo_batch(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Take back what was added last, as long as nothing of it has left."""
    number_seen = key_of(request.POST.get("batch")) or None
    try:
        undone = undoing.undo_batch(campaign=campaign, by=request.user, now=timezone.now(), number=number_seen)
    except BatchTooLate as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("Undone. %(n)s person gets nothing.", "Undone. %(n)s people get nothing.", undone)
        messages.success(request, text % {"n": number(undone)})
    return redirect("newsletter:campaign_progress", campaign.pk)


@require_POST
@for_those_who(may_release_campaigns)
@with_campaign
def campaign_leave_now(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Let what waits for its moment leave at once."""
    _only_who_sends(request, campaign)
    try:
        undoing.leave_now(campaign=campaign, by=request.user, now=timezone.now())
    except CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters leave now."))
    return redirect("newsletter:campaign_progress", campaign.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_release_campaigns)
@with_released
def campaign_latecomers(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """List who came into the audience after the release; pressing the button sends them the letter as well.

    When they are many, the button proposes that to a second person, who finds the same page.
    """
    now = timezone.now()
    _only_who_sends(request, campaign)
    if request.method == "POST":
        (_propose if request.POST.get("action") == "propose" else _add)(request, campaign)
        return redirect("newsletter:campaign_progress", campaign.pk)
    people = those_who_came_later(campaign, now).visible_to(request.user).by_name()
    found = with_organisations(people, timezone.localdate(now))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=now)
    context = {"campaign": campaign, "page": page, "open": may_still_join(campaign, now), "tab": "running"}
    context |= _at_the_gate(request, campaign)
    return render(request, "newsletter/campaign_latecomers.html", context)


def _at_the_gate(request: UserRequest, campaign: Campaign) -> dict[str, Any]:
    """Return what the gate asks before the letter goes to who came later."""
    now = timezone.now()
    number = those_who_came_later(campaign, now).count()
    together = mailing_of(campaign).promised + number
    proposal = known.about(campaign)
    second = known.agrees(proposal, request.user, number)
    needs_second = approvals.needs_second(together - known.seen(campaign)) and not second
    return {
        "proposal": proposal,
        "second": second,
        "needs_second": needs_second,
        "sender": standing(campaign, together, now),
        "came_from": "later-bij",
    }


def _propose(request: UserRequest, campaign: Campaign) -> None:
    now = timezone.now()
    number = those_who_came_later(campaign, now).count()
    proposals.propose_latecomers(campaign=campaign, number=number, by=request.user, now=now)
    messages.success(request, _("Proposed. It stands under “Approval” until a colleague lets it go."))


def _only_who_sends(request: UserRequest, campaign: Campaign) -> None:
    """Refuse who may write this letter but not send it; undoing is for all of them, because it harms nobody."""
    if not may_release_campaign(request.user, campaign):
        raise PermissionDenied


def _add(request: UserRequest, campaign: Campaign) -> None:
    try:
        added = latecomers.add(campaign=campaign, by=request.user, now=timezone.now())
    except (latecomers.CannotJoin, CannotSteer) as refused:
        messages.error(request, str(refused))
        return
    if not added:
        messages.info(request, _("Nobody was added: a colleague did so before, or they left the list again."))
        return
    text = ngettext("One person more gets this letter.", "%(number)s people more get this letter.", added)
    messages.success(request, text % {"number": number(added)})
