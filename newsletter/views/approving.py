"""A second person for a letter: asking, the list of what waits, and the page on which it is sent or given back."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from newsletter.actions import approvals, campaigns, releases
from newsletter.approval_forms import AskForm, GiveBackForm
from newsletter.forms import MomentForm
from newsletter.models import Approval, Campaign
from newsletter.permissions import may_ask_approval, may_release_campaign
from newsletter.queries import approvals as known
from newsletter.queries import preflight, proposals
from newsletter.queries.audiences import Reach, reach
from newsletter.queries.sender import standing
from newsletter.views.doors import for_those_who, with_draft
from newsletter.views.reviewing import looked_over
from post.fields import CannotCompile
from web.keys import key_of
from web.templatetags.parts import number

PER_PAGE = 20


@require_safe
@for_those_who(may_ask_approval)
def approval_list(request: UserRequest) -> HttpResponse:
    """List what waits for this colleague, the oldest first, and what they asked themselves."""
    waiting = known.to_decide(request.user).select_related("campaign__newsletter", "asked_by", "asked_of")
    context = {
        "waiting": waiting.order_by("asked_at", "pk"),
        "page": Paginator(known.asked_by(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "proposals": proposals.to_decide(request.user).select_related("campaign", "newsletter", "asked_by"),
        "own_proposals": proposals.of(request.user),
        "tab": "approval",
    }
    return render(request, "newsletter/approval_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_approval_ask(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Ask a colleague to look at the letter and send it."""
    form = AskForm(request.POST if request.method == "POST" else None, campaign=campaign, asker=request.user)
    refused = ""
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        told = {"of": form.cleaned_data["of"], "note": form.cleaned_data["note"], "by": request.user}
        try:
            asked = approvals.ask(campaign=campaign, version=key_of(version), now=timezone.now(), **told)
        except (approvals.CannotAsk, campaigns.ChangedMeanwhile, campaigns.AlreadyReleased) as no:
            refused = str(no)
        else:
            messages.success(request, _("Asked. %(name)s gets a mail.") % {"name": asked.asked_of.get_full_name()})
            return redirect("newsletter:campaign_review", campaign.pk)
    found = reach(campaign, timezone.now())
    context: dict[str, Any] = {"campaign": campaign, "form": form, "refused": refused, "reach": found}
    context |= {"musts": preflight.musts(preflight.checks(campaign, found, timezone.now())), "tab": "in_the_making"}
    context |= {"needs_second": known.needs_second(found.count), "approval_above": settings.NEWSLETTER_APPROVAL_ABOVE}
    return render(request, "newsletter/campaign_approval_ask.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_approval(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Show a letter with all there is to know before it leaves; send it for who asked, or give it back."""
    asked = known.waiting_about(campaign)
    if asked is None:
        messages.info(request, _("Nobody waits for approval of this letter now: it was changed, sent or given back."))
        return redirect("newsletter:approval_list")
    if request.method == "POST" and request.POST.get("action") == "withdraw":
        approvals.withdraw(campaign=campaign, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. You can go on with the letter."))
        return redirect("newsletter:campaign_review", campaign.pk)
    may_decide = may_release_campaign(request.user, campaign) and asked.asked_by_id != request.user.pk
    moment = MomentForm(request.POST if "when" in request.POST else None)
    back = GiveBackForm(request.POST if "answer" in request.POST else None)
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and may_decide:
        try:
            if response := _decided(request, asked, moment, back):
                return response
        except releases.CannotRelease as refused:
            reasons = refused.reasons
        except approvals.CannotDecide as no:
            reasons = (str(no),)
    context = _page(request, campaign, timezone.now())
    context |= {"asked": asked, "may_decide": may_decide, "form": moment, "back": back, "reasons": reasons}
    return render(request, "newsletter/campaign_approval.html", context)


def _decided(request: UserRequest, asked: Approval, moment: MomentForm, back: GiveBackForm) -> HttpResponse | None:
    """Do what the colleague pressed and lead on; nothing when what they filled in is not whole."""
    now = timezone.now()
    if request.POST.get("action") == "give_back":
        if not back.is_valid():
            return None
        approvals.give_back(approval=asked, answer=back.cleaned_data["answer"], by=request.user, now=now)
        messages.success(
            request, _("Given back. %(name)s gets your words by mail.") % {"name": asked.asked_by.get_full_name()}
        )
        return redirect("newsletter:approval_list")
    if not moment.is_valid():
        return None
    count = request.POST.get("number", "")
    promised = approvals.approve(
        approval=asked,
        stamp=request.POST.get("stamp", ""),
        count=key_of(count),
        by=request.user,
        now=now,
        at=moment.cleaned_data["at"],
        best_hour=moment.cleaned_data["best_hour"],
        anyway=request.POST.get("anyway", ""),
    )
    text = ngettext("Released: one person gets this letter.", "Released: %(number)s people get this letter.", promised)
    messages.success(request, text % {"number": number(promised)})
    return redirect("newsletter:campaign_progress", asked.campaign_id)


def _page(request: UserRequest, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Return what the second person sees; what they send is exactly this."""
    found: Reach = reach(campaign, now)
    context: dict[str, Any] = {"campaign": campaign, "reach": found, "tab": "approval"}
    context |= {"checks": preflight.checks(campaign, found, now), "sender": standing(campaign, found.count, now)}
    context["came_from"] = "akkoord"
    context |= looked_over(request, campaign, found) if campaign.is_issue else {}
    context["undo_minutes"] = math.ceil(settings.RELEASE_UNDO_SECONDS / 60)
    try:
        context["stamp"] = known.stamp_of(campaign)
    except CannotCompile as refused:
        context["reasons"] = (str(refused),)
    return context
