"""Which campaign a page is about, and whether this user may open the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from accounts.models import User
from accounts.requests import UserRequest
from newsletter.models import Campaign
from newsletter.models.campaign import CampaignQuerySet
from newsletter.permissions import may_write_campaigns
from post.models import Mailing
from web.doors import only_if

View = Callable[..., HttpResponseBase]


def for_colleagues(view: View) -> View:
    """Open this page to who works at KIS; for others it does not exist."""

    @wraps(view)
    def door(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.works_at_kis:
            raise Http404
        return view(request, *args, **kwargs)

    return door


def for_those_who(may: Callable[[User], bool]) -> Callable[[View], View]:
    """Open this page to colleagues of whom this is true; other colleagues are refused (403)."""

    def around(view: View) -> View:
        return for_colleagues(only_if(may)(view))

    return around


for_writers = for_those_who(may_write_campaigns)


def with_draft(view: View) -> View:
    """Give the view the campaign asked for while it can be changed; else lead to how its letters go.

    What is posted after the release reaches the view all the same: the action refuses it, and no typed word is lost.
    """

    @for_writers
    @wraps(view)
    def door(request: UserRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        campaign = get_object_or_404(visible(request), pk=pk)
        if campaign.mailing_id and request.method != "POST":
            return redirect("newsletter:campaign_progress", pk)
        return view(request, campaign, **kwargs)

    return door


def with_issue(view: View) -> View:
    """Give the view the issue of a newsletter asked for while it can be changed; an invitation is none."""

    @wraps(view)
    def door(request: UserRequest, campaign: Campaign, **kwargs: Any) -> HttpResponseBase:
        if not campaign.is_issue:
            raise Http404
        return view(request, campaign, **kwargs)

    return with_draft(door)


def with_campaign(view: View) -> View:
    """Give the view the campaign asked for, released or not."""

    @for_colleagues
    @wraps(view)
    def door(request: UserRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        return view(request, get_object_or_404(visible(request), pk=pk), **kwargs)

    return door


def with_released(view: View) -> View:
    """Give the view the campaign asked for when its letters were promised; else lead to the making of it."""

    @for_colleagues
    @wraps(view)
    def door(request: UserRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        campaign = get_object_or_404(visible(request), pk=pk)
        if not campaign.mailing_id:
            return redirect("newsletter:campaign_audience", pk)
        return view(request, campaign, **kwargs)

    return door


def mailing_of(campaign: Campaign) -> Mailing:
    """Return the mailing of a campaign that `with_released` let in."""
    assert campaign.mailing
    return campaign.mailing


def visible(request: UserRequest) -> CampaignQuerySet:
    """Find the campaigns this user may see, with what every page of one shows."""
    related = ("event", "audience", "newsletter", "changed_by", "mailing__created_by")
    return Campaign.objects.visible_to(request.user).select_related(*related)
