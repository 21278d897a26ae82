"""Pausing a campaign on its way, letting it go on, and stopping the rest."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from newsletter.models import Campaign
from newsletter.permissions import may_release_campaign, may_release_campaigns
from newsletter.views.doors import for_those_who, mailing_of, with_released
from post.actions import mailings
from post.queries import progress
from web.templatetags.parts import number


def only_who_sends(request: UserRequest, campaign: Campaign) -> None:
    """Refuse who may write this letter but not send it: what they may not send, they may not hold or let go either."""
    if not may_release_campaign(request.user, campaign):
        raise PermissionDenied


@require_POST
@for_those_who(may_release_campaigns)
@with_released
def campaign_pause(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Hold back what has not left."""
    only_who_sends(request, campaign)
    try:
        mailings.pause(mailing=mailing_of(campaign), by=request.user, now=timezone.now())
    except mailings.CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Paused. What has not left waits for you."))
    return redirect("newsletter:campaign_progress", campaign.pk)


@require_POST
@for_those_who(may_release_campaigns)
@with_released
def campaign_go_on(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Let what has not left go out after all."""
    only_who_sends(request, campaign)
    try:
        mailings.go_on(mailing=mailing_of(campaign), by=request.user, now=timezone.now())
    except mailings.CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters go on."))
    return redirect("newsletter:campaign_progress", campaign.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_release_campaigns)
@with_released
def campaign_stop(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Ask whether the rest may be stopped for good, and stop it."""
    only_who_sends(request, campaign)
    mailing = mailing_of(campaign)
    if request.method != "POST":
        made = progress(mailing)
        context = {
            "campaign": campaign,
            "progress": made,
            "left": made.waiting + made.deferred,
            "stoppable": not mailing.finished_at and not mailing.cancelled_at,
        }
        return render(request, "newsletter/campaign_stop.html", context)
    try:
        stopped = mailings.cancel(mailing=mailing, by=request.user, now=timezone.now())
    except mailings.CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext(
            "Stopped. %(number)s letter does not leave.", "Stopped. %(number)s letters do not leave.", stopped
        )
        messages.success(request, text % {"number": number(stopped)})
    return redirect("newsletter:campaign_progress", campaign.pk)
