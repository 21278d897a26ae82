"""What an organisation and its people did at events: a line per event with how many, however large it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from events.models import Appearance, Event, Invitation, Registration
from network.models import Affiliation, Organisation
from network.models.affiliation import held_on
from network.models.restriction import about_nobody_restricted

Told = dict[int, tuple[datetime, int]]  # by event: when, and how many people


@dataclass(frozen=True)
class Answered:
    """At an event: when the last of these people answered, how many did, and how many came."""

    at: datetime
    people: int
    came: int


def invited(organisation: Organisation) -> Told:
    """Return to which events people were invited who worked here on the day of the event."""
    rows = _of(Invitation.objects.all(), organisation).values_list("event")
    counted = rows.annotate(people=Count("person", distinct=True), at=Max("invited_at"))
    return {event: (at, people) for event, people, at in counted}


def answered(organisation: Organisation) -> dict[int, Answered]:
    """Return at which events people answered who worked here on the day of the event, and how many came."""
    rows = _of(Registration.objects.all(), organisation).values_list("event")
    came = Count("person", distinct=True, filter=Q(came=True))
    counted = rows.annotate(people=Count("person", distinct=True), present=came, at=Max("answered_at"))
    return {event: Answered(at, people, present) for event, people, present, at in counted}


def contributed(organisation: Organisation) -> list[Appearance]:
    """Return where this organisation itself, or who worked here on that day, was announced."""
    held = Appearance.objects.filter(about_nobody_restricted("person"), event__cancelled_at=None).select_related(
        "event", "person"
    )
    own = Q(organisation=organisation) | Q(pk__in=_of(held, organisation).values("pk"))
    return list(held.filter(own))


def events_of(keys: set[int]) -> dict[int, Event]:
    return Event.objects.in_bulk(keys)


def _of(rows: QuerySet[Any], organisation: Organisation) -> QuerySet[Any]:
    """Keep what is about who worked here on the day of the event; from the people here, so that few rows are read."""
    staff = Affiliation.objects.filter(organisation=organisation)
    at_work = held_on(F("event__held_on"), "person__affiliations__")
    return rows.filter(at_work, person__affiliations__in=staff).order_by()
