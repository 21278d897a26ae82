"""The lists of campaigns, and making, copying and deleting one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from events.models import Event
from newsletter.actions import campaigns
from newsletter.models import Campaign
from newsletter.permissions import may_keep_lists, may_release_campaigns, may_write_campaigns
from newsletter.queries import held
from newsletter.queries.choosing import described
from newsletter.views.doors import for_colleagues, for_writers, visible, with_draft
from newsletter.views.inviting import preview
from newsletter.views.making import seen
from post.queries import Progress, progress_of_all
from web.keys import key_of

PER_PAGE = 20


@require_safe
@for_colleagues
def campaign_list(request: UserRequest) -> HttpResponse:
    """List what is being made, the last changed first."""
    return _listed(request, visible(request).in_the_making().order_by("-changed_at", "-pk"), "in_the_making")


@require_safe
@for_colleagues
def campaigns_running(request: UserRequest) -> HttpResponse:
    """List what is on its way or waits for its moment."""
    return _listed(request, visible(request).running().order_by("-mailing__released_at"), "running")


@require_safe
@for_colleagues
def campaigns_sent(request: UserRequest) -> HttpResponse:
    """List what has come to its end, the last first."""
    return _listed(request, visible(request).ended().order_by("-mailing__released_at"), "sent")


def _listed(request: UserRequest, found: QuerySet[Campaign], tab: str) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "tab": tab, "may_write": may_write_campaigns(request.user)}
    if tab == "running" and page.number == 1:
        keeps, sends = may_keep_lists(request.user), may_release_campaigns(request.user)
        context["held"] = held.lines(request.user, keeps=keeps, sends=sends)
    context["lines"] = lines_of(page) if tab != "in_the_making" else []
    return render(request, "newsletter/campaign_list.html", context)


def lines_of(campaigns: Iterable[Campaign]) -> list[tuple[Campaign, Progress]]:
    """Return released campaigns, each with how far its letters are."""
    released = list(campaigns)
    counted = progress_of_all([campaign.mailing_id for campaign in released if campaign.mailing_id])
    return [(campaign, counted.get(campaign.mailing_id or 0, Progress())) for campaign in released]


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def campaign_create(request: UserRequest) -> HttpResponse:
    """Choose an event to invite people to; pressing the button makes the campaign, for whom the address asks."""
    now = timezone.now()
    coming = Event.objects.visible_to(request.user).coming(timezone.localdate(now)).order_by("held_on", "pk")
    asked = request.POST.get("bijeenkomst") or request.GET.get("bijeenkomst") or ""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=key) if (key := key_of(asked)) else None
    selection = seen(request, None)
    if request.method == "POST" and event:
        campaign = campaigns.create(event=event, by=request.user, now=now, selection=selection)
        messages.success(request, _("The invitation is made. Nobody gets anything until you release it."))
        return redirect("newsletter:campaign_audience", campaign.pk)
    context: dict[str, Any] = {"event": event, "page": Paginator(coming, PER_PAGE).get_page(request.GET.get("page"))}
    context["asked"] = described(selection)
    if event:
        earlier = Campaign.objects.visible_to(request.user).filter(event=event)
        context |= {
            "earlier": earlier,
            "too_late": event.cancelled_at or event.has_begun(now),
            "preview": preview(request, event, selection),
        }
    return render(request, "newsletter/campaign_create.html", context)


@require_POST
@for_writers
def campaign_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Make a new campaign with the audience and words of this one, released or not."""
    campaign = get_object_or_404(visible(request), pk=pk)
    made = campaigns.copy(campaign=campaign, by=request.user, now=timezone.now())
    messages.success(request, _("This is a copy. Nobody gets anything until you release it."))
    return redirect("newsletter:campaign_audience", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_delete(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Ask whether a campaign that was not released may go, and delete it."""
    if request.method != "POST":
        return render(request, "newsletter/campaign_delete.html", {"campaign": campaign})
    try:
        campaigns.delete(campaign=campaign, by=request.user)
    except campaigns.AlreadyReleased as refused:
        messages.error(request, str(refused))
        return redirect("newsletter:campaign_progress", campaign.pk)
    messages.success(request, _("Deleted: %(title)s.") % {"title": campaign.title})
    return redirect("newsletter:campaign_list")
