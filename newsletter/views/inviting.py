"""Who an invitation is for: shown before it is made, and the way back after it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.requests import UserRequest
from events.models import Event
from network.actions import seeing
from network.models import BulkAction, Person
from network.models.bulk_action import Verb
from newsletter.models import Campaign, Newsletter
from newsletter.models.newsletter import INVITATIONS
from newsletter.queries.audiences import Reach, counted, sorted_out
from newsletter.queries.choosing import Selection

NAMED = 12


@dataclass(frozen=True)
class Preview:
    """Who would get an invitation now: the first by name, how many more, and how many do not for which reason."""

    reach: Reach
    first: list[Person]
    rest: int


def preview(request: UserRequest, event: Event, selection: Selection) -> Preview:
    """Sort out who would get an invitation to this event; nothing is made by looking."""
    asked = selection or Selection(lines=tuple(event.lines.values_list("pk", flat=True)))
    newsletter = Newsletter.objects.filter(slug=INVITATIONS).first() or Newsletter(slug=INVITATIONS)
    now = timezone.now()
    people = sorted_out(Campaign(event=event, newsletter=newsletter), now, asked)
    reach = counted(people)
    first = list(people.filter(Q(left_out="")).visible_to(request.user).by_name()[:NAMED])
    seeing.note([person.pk for person in first], by=request.user, now=now)
    return Preview(reach, first, max(reach.count - len(first), 0))


def way_back(request: UserRequest, selection: Selection) -> BulkAction | None:
    """Return the choice in the network by which this colleague came to these people, while it can be undone."""
    if not selection.selections:
        return None
    own = BulkAction.objects.visible_to(request.user).filter(verb=Verb.INVITE, undone_at=None)
    chosen = own.filter(facts__selection__in=selection.selections).first()
    return chosen if chosen and chosen.can_be_undone(timezone.now()) else None
