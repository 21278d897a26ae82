from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import (
    Count,
    DateTimeField,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Answer, Event, Invitation, Registration, RegistrationState
from network.models import Affiliation, Person

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How many come, wait, do not come, were invited and have yet to answer."""

    capacity: int | None
    coming: int = 0
    waiting: int = 0
    declined: int = 0
    invited: int = 0
    unanswered: int = 0

    @property
    def free(self) -> int | None:
        """The places that are left; nothing when there is no limit, never below zero."""
        return None if self.capacity is None else max(self.capacity - self.coming, 0)

    @property
    def full(self) -> bool:
        return self.free == 0 or self.waiting > 0

    @property
    def beyond(self) -> int:
        """How many more come than there are places: a colleague let them in, or took places away."""
        return 0 if self.capacity is None else max(self.coming - self.capacity, 0)


class Stage(TextChoices):
    """What an event is to somebody who thinks of coming."""

    CALLED_OFF = "called_off", _("called off")
    OVER = "over", _("over")
    FULL = "full", _("full, waiting list")
    OPEN = "open", _("open")


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as a list shows it: with how it stands and what one can still do."""

    event: Event
    standing: Standing
    stage: Stage


class PeopleFilter(TextChoices):
    """Which of the people of an event are asked for."""

    EVERYBODY = "", _("Everybody")
    COMING = "coming", _("Coming")
    WAITING = "waiting", _("Waiting list")
    DECLINED = "declined", _("Not coming")
    UNANSWERED = "unanswered", _("No answer")


def standing(event: Event) -> Standing:
    """Return how it stands with this event now."""
    return standings([event])[event.pk]


def standings(events: Iterable[Event]) -> dict[int, Standing]:
    """Return how it stands with each of these events, in two queries however many there are."""
    capacities = {event.pk: event.capacity for event in events}
    counts: dict[int, dict[str, int]] = {pk: {} for pk in capacities}
    registered = Registration.objects.filter(event__in=capacities).order_by()
    for pk, state, number in registered.values_list("event", "state").annotate(Count("pk")):
        counts[pk][state] = number
    for pk, invited, unanswered in _invited(capacities):
        counts[pk] |= {"invited": invited, "unanswered": unanswered}
    return {pk: Standing(capacity=capacities[pk], **counts[pk]) for pk in capacities}


def _invited(events: Iterable[int]) -> QuerySet[Invitation, tuple[int, int, int]]:
    answer = FilteredRelation("person__registrations", condition=Q(person__registrations__event=F("event")))
    return (
        Invitation.objects.filter(event__in=events)
        .annotate(answer=answer)
        .values("event")
        .annotate(invited=Count("pk"), unanswered=Count("pk", filter=Q(answer=None)))
        .values_list("event", "invited", "unanswered")
    )


def stage(event: Event, standing: Standing, now: datetime) -> Stage:
    """Return what this event is now to somebody who thinks of coming."""
    if event.cancelled_at:
        return Stage.CALLED_OFF
    if event.has_begun(now):
        return Stage.OVER
    return Stage.FULL if standing.full else Stage.OPEN


def listed(events: Iterable[Event], now: datetime) -> list[Listed]:
    """Return these events in their order, each with how it stands."""
    events = list(events)
    known = standings(events)
    return [Listed(event, known[event.pk], stage(event, known[event.pk], now)) for event in events]


def place_in_line(registration: Registration) -> int:
    """Return which place in the line somebody has who waits: 1 is the next to come."""
    line = registration.event.registrations.waiting()
    before = Q(waiting_since=registration.waiting_since, pk__lt=registration.pk)
    return line.filter(Q(waiting_since__lt=registration.waiting_since) | before).count() + 1


def people_of(event: Event, user: User, which: str = PeopleFilter.EVERYBODY, words: str = "") -> QuerySet[Person]:
    """Return who was invited to this event or answered, as far as this user may see them.

    Each person carries `state`, `answered_at`, `waiting_since`, `invited_at`, `source`, `recorded_by_id`, and
    `wrote_organisation`; who waits stands in the order of the line, everybody else by name.
    """
    said = Answer.objects.filter(event=event, person=OuterRef("pk"))
    people = (
        Person.objects.visible_to(user)
        .matching(words)
        .annotate(
            answer=FilteredRelation("registrations", condition=Q(registrations__event=event)),
            asked=FilteredRelation("invitations", condition=Q(invitations__event=event)),
        )
        .exclude(answer=None, asked=None)
        .annotate(
            state=F("answer__state"),
            answered_at=F("answer__answered_at"),
            waiting_since=F("answer__waiting_since"),
            wrote_organisation=F("answer__organisation"),
            invited_at=F("asked__invited_at"),
            source=Subquery(said.values("source")[:1]),
            recorded_by_id=Subquery(said.values("recorded_by")[:1]),
        )
    )
    return _ordered(_narrowed(people, which), which)


def _narrowed(people: QuerySet[Person], which: str) -> QuerySet[Person]:
    if which == PeopleFilter.UNANSWERED:
        return people.filter(answer=None)
    return people.filter(state=which) if which in RegistrationState.values else people


def _ordered(people: QuerySet[Person], which: str) -> QuerySet[Person]:
    return people.order_by("waiting_since", "answer") if which == PeopleFilter.WAITING else people.by_name()


def with_organisations(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """Return these people with `current_affiliations`: where each works on that day."""
    work = Affiliation.objects.holding_on(day).select_related("organisation")
    return people.prefetch_related(Prefetch("affiliations", work, to_attr="current_affiliations"))


def events_for(person: Person, now: datetime) -> QuerySet[Event]:
    """Return the coming events to which this person was invited or gave an answer, soonest first.

    Each event carries `state` and `waiting_since`, both empty as long as there is no answer.
    """
    return (
        Event.objects.filter(held_on__gte=timezone.localdate(now))
        .annotate(
            answer=FilteredRelation("registrations", condition=Q(registrations__person=person)),
            asked=FilteredRelation("invitations", condition=Q(invitations__person=person)),
        )
        .exclude(answer=None, asked=None)
        .annotate(state=F("answer__state"), waiting_since=F("answer__waiting_since"))
    )
