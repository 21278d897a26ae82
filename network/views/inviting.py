"""From people in the network to an invitation for exactly these people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import UserRequest
from network.actions import inviting
from network.models import BulkAction, Person

INVITATION = "newsletter:campaign_create"  # a page of the room that sends; without it nobody is invited from here


def to_invitation(request: UserRequest, people: QuerySet[Person], *, back: str) -> HttpResponse:
    """Keep these people for an invitation and go on to choose the event; with nobody there, go back and say so."""
    keys = list(people.values_list("pk", flat=True))
    if not keys:
        messages.warning(request, _("Nobody that we know works there now, so there is nobody to invite."))
        return redirect(back)
    action = inviting.choose(people=keys, by=request.user, now=timezone.now())
    return redirect(invitation_address(action))


def invitation_address(action: BulkAction) -> str:
    """Return where one chooses the event to which these people are invited."""
    try:
        address = reverse(INVITATION)
    except NoReverseMatch as missing:
        raise Http404 from missing
    asked: dict[str, Any] = {"selections": action.facts["selection"]}
    return f"{address}?{urlencode(asked)}"
