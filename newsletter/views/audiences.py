"""The people behind one number of a letter, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.requests import UserRequest
from events.queries import with_organisations
from network.actions import seeing
from network.models.person import PersonQuerySet
from newsletter.models import Campaign

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PER_PAGE = 25


def listed(
    request: UserRequest,
    campaign: Campaign,
    people: PersonQuerySet,
    *,
    heading: StrOrPromise,
    back: str,
    tab: str,
    **more: str,
) -> HttpResponse:
    """List these people with where they work, those whom this colleague may see; note that they were seen."""
    now = timezone.now()
    known = with_organisations(people.visible_to(request.user).by_name(), timezone.localdate(now))
    page = Paginator(known, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=now)
    context = {"campaign": campaign, "page": page, "heading": heading, "back": back, "tab": tab, **more}
    return render(request, "newsletter/campaign_people.html", context)
