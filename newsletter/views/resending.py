"""Sending a letter after all to whom it did not reach."""

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
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter.actions import resending
from newsletter.models import Campaign
from newsletter.permissions import may_release_campaign, may_release_campaigns
from newsletter.queries import missed
from newsletter.queries.sender import standing
from newsletter.views.doors import for_those_who, with_released
from post.queries import explained
from web.keys import keys_of
from web.templatetags.parts import number

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_release_campaigns)
@with_released
def campaign_missed(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Show whom a letter did not reach and can reach now, and send it to them."""
    now = timezone.now()
    if not may_release_campaign(request.user, campaign):
        raise PermissionDenied
    if request.method == "POST":
        return _send(request, campaign)
    found = missed.of(campaign, now)
    known = Person.objects.visible_to(request.user)
    letters = missed.letters([*found.now, *found.uncertain]).filter(person__in=known)
    page = Paginator(letters, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([letter.person_id for letter in page if letter.person_id], by=request.user, now=now)
    context = {
        "campaign": campaign,
        "tab": "sent",
        "found": found,
        "sender": standing(campaign, len(found.now) + len(found.uncertain), now),
        "came_from": "gemist",
        "open": missed.is_of_use(campaign, now),
        "page": page,
        "lines": explained(list(page)),
        "may_tick": set(found.now) if missed.is_of_use(campaign, now) and len(found.now) > 1 else set(),
    }
    return render(request, "newsletter/campaign_missed.html", context)


def _send(request: UserRequest, campaign: Campaign) -> HttpResponse:
    how: dict[str, Any] = {"uncertain": request.POST.get("uncertain") == "yes"}
    if request.POST.get("who") == "ticked":
        how = {"only": keys_of(request.POST.getlist("letter")[:PER_PAGE])}
        if not how["only"]:
            messages.error(request, _("Tick at least one person."))
            return redirect("newsletter:campaign_missed", campaign.pk)
    try:
        sent = resending.send_to_missed(campaign=campaign, by=request.user, now=timezone.now(), **how)
    except resending.CannotSendAgain as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("The letter leaves for %(n)s person.", "The letter leaves for %(n)s people.", sent)
        messages.success(request, text % {"n": number(sent)})
    return redirect("newsletter:campaign_progress", campaign.pk)
