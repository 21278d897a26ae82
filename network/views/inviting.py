"""From people in the network to an invitation for exactly these people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import UserRequest
from network.actions import selections
from network.models import Person
from network.models.selection import Of

INVITATION = "newsletter:campaign_create"  # a page of the room that sends; without it nobody is invited from here


def to_invitation(request: UserRequest, people: QuerySet[Person]) -> HttpResponse:
    """Keep these people as a selection, so that the audience is the list that was seen, and go on to the invitation."""
    try:
        address = reverse(INVITATION)
    except NoReverseMatch as missing:
        raise Http404 from missing
    now = timezone.now()
    name = _("To invite, %(moment)s") % {"moment": f"{timezone.localtime(now):%d-%m-%Y %H:%M:%S}"}
    told: dict[str, Any] = {"by": request.user, "now": now}
    selection = selections.keep(of=Of.PEOPLE, name=name, asked=None, shared=False, **told)
    selections.add_many(selection=selection, keys=list(people.values_list("pk", flat=True)), **told)
    return redirect(f"{address}?{urlencode({'selections': selection.pk})}")
