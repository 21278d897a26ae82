"""Behind the pre-flight of an issue: the people of its numbers, and having its links followed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from newsletter.actions import link_checks
from newsletter.models import Campaign
from newsletter.queries.preflight import GONE, NEW, OTHER_MAIL, people_in
from newsletter.views.audiences import listed
from newsletter.views.doors import with_issue
from newsletter.views.sender import CAME_FROM

HEADINGS = {
    NEW: gettext_lazy("New since the previous issue"),
    GONE: gettext_lazy("Got the previous issue and not this one"),
    OTHER_MAIL: gettext_lazy("Gets another letter from us this week"),
}


@require_safe
@with_issue
def issue_people(request: UserRequest, campaign: Campaign, group: str) -> HttpResponse:
    """List the people behind one number of the pre-flight."""
    if group not in HEADINGS:
        raise Http404
    back = reverse("newsletter:campaign_review", args=[campaign.pk])
    people = people_in(group, campaign, timezone.now())
    return listed(request, campaign, people, heading=HEADINGS[group], back=back, tab="in_the_making")


@require_POST
@with_issue
def links_check(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Have the links of an issue followed; the answer stands in the pre-flight a moment later."""
    asked = link_checks.ask(campaign=campaign, by=request.user, now=timezone.now())
    text = ngettext(
        "We check %(number)d link. Look again in a minute.", "We check %(number)d links. Look again in a minute.", asked
    )
    messages.info(request, text % {"number": asked} if asked else _("There are no links to check."))
    page = CAME_FROM.get(request.POST.get("from", ""), "newsletter:campaign_review")
    return redirect(f"{reverse(page, args=[campaign.pk])}#controle")
