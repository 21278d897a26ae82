"""Which campaign a page is about, and whether this user may open the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from accounts.requests import UserRequest
from newsletter.models import Campaign
from newsletter.models.campaign import CampaignQuerySet
from newsletter.permissions import may_write_campaigns
from post.models import Mailing
from web.doors import only_if

View = Callable[..., HttpResponseBase]
KEPT = "kept_text"
LONGEST = 20_000  # characters of one field, as many as a letter may have


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


def keeps_typed(*names: str) -> Callable[[View], View]:
    """Keep these fields of a form that is sent after the session expired, until the same person is logged in again.

    They wait in the new session; `typed_before` gives them back once. The page itself still asks everybody to log in.
    """

    def around(view: View) -> View:
        @login_not_required
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            if request.method == "POST":
                typed = {name: request.POST[name][:LONGEST] for name in names if name in request.POST}
                request.session[KEPT] = {"path": request.path, "typed": typed}
            if request.headers.get("HX-Request"):
                return HttpResponseClientRefresh()  # the page asks to log in; a login page is no part of a page
            return redirect_to_login(request.get_full_path())

        return door

    return around


def typed_before(request: UserRequest) -> dict[str, str]:
    """Return what was sent to this page after the session expired, once."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[KEPT]
    return kept["typed"]
