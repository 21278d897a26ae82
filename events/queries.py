from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, GoneAnswer, Invitation, Registration, RegistrationState
from network.graph import Who
from network.models import Affiliation, Person, Restriction
from network.models.affiliation import held_on
from network.models.person import PersonQuerySet
from network.queries.merges import person_behind
from post.links import Link

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
    def counts(self) -> tuple[int, ...]:
        return self.coming, self.waiting, self.declined, self.invited, self.unanswered

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
    """Return how it stands with each of these events, in three queries however many there are.

    Who was erased since still counts.
    """
    capacities = {event.pk: event.capacity for event in events}
    counts: dict[int, dict[str, int]] = {pk: {} for pk in capacities}
    registered = Registration.objects.filter(event__in=capacities).order_by()
    for pk, state, number in registered.values_list("event", "state").annotate(Count("pk")):
        counts[pk][state] = number
    for pk, invited, unanswered in _invited(capacities):
        counts[pk] |= {"invited": invited, "unanswered": unanswered}
    for pk, state, invited in GoneAnswer.objects.filter(event__in=capacities).values_list("event", "state", "invited"):
        gone = [state or "unanswered", *(["invited"] if invited else [])]
        counts[pk] |= {name: counts[pk].get(name, 0) + 1 for name in gone}
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


class Attended(NamedTuple):
    """How many were at an event, of how many who would come."""

    came: int
    would_come: int


def attended(event: Event) -> Attended | None:
    """Count who was at an event; nothing while nobody wrote it down."""
    counted = event.registrations.coming().aggregate(
        told=Count("came"), there=Count("pk", filter=Q(came=True)), would_come=Count("pk")
    )
    return Attended(counted["there"], counted["would_come"]) if counted["told"] else None


def place_in_line(registration: Registration) -> int:
    """Return which place in the line somebody has who waits: 1 is the next to come."""
    line = Registration.objects.filter(event=registration.event_id).waiting()
    before = Q(waiting_since=registration.waiting_since, pk__lt=registration.pk)
    return line.filter(Q(waiting_since__lt=registration.waiting_since) | before).count() + 1


def people_of(event: Event, user: User, which: str = PeopleFilter.EVERYBODY, words: str = "") -> PersonQuerySet:
    """Return who was invited to this event or answered, as far as this user may see them.

    Each person carries `state`, `answered_at`, `waiting_since` and `wrote_organisation` of their registration, how it
    came in as `source_of_answer`, and `invited_at`. Who waits stands in the order of the line, everybody else by name.
    """
    registration = event.registrations.filter(person=OuterRef("pk"))
    said = event.answers.filter(person=OuterRef("pk"))
    asked = event.invitations.filter(person=OuterRef("pk"))
    people: PersonQuerySet = Person.objects.visible_to(user).filter(_concerned(event, which)).matching(words)
    people = people.annotate(
        state=Subquery(registration.values("state")),
        answered_at=Subquery(registration.values("answered_at")),
        waiting_since=Subquery(registration.values("waiting_since")),
        wrote_organisation=Subquery(registration.values("organisation")),
        source_of_answer=Subquery(said.values("source")[:1]),
        invited_at=Subquery(asked.values("invited_at")),
    )
    return people.order_by(F("waiting_since"), "pk") if which == PeopleFilter.WAITING else people.by_name()


def kept_back(event: Event, which: str = PeopleFilter.EVERYBODY) -> int:
    """Count whom the list of an event leaves out because they asked us not to use their data; they keep their place."""
    return Restriction.objects.filter(person__in=Person.objects.filter(_concerned(event, which)).values("pk")).count()


def _concerned(event: Event, which: str) -> Q:
    """Return what narrows people to those of an event that are asked for."""
    answered, asked = event.registrations.values("person"), event.invitations.values("person")
    if which in RegistrationState.values:
        return Q(pk__in=answered.filter(state=which))
    if which == PeopleFilter.UNANSWERED:
        return Q(pk__in=asked) & ~Q(pk__in=answered)
    return Q(pk__in=answered) | Q(pk__in=asked)


def with_organisations(people: PersonQuerySet, day: date) -> PersonQuerySet:
    """Return these people with `current_affiliations`: where each works on that day."""
    work = Affiliation.objects.holding_on(day).select_related("organisation")
    return people.prefetch_related(Prefetch("affiliations", work, to_attr="current_affiliations"))


@dataclass(frozen=True, slots=True)
class Mine:
    """An event as one person has it: what they answered, if anything, and where in the line they stand."""

    listed: Listed
    registration: Registration | None
    place: int | None


def mine(person: Person, events: Iterable[Event], now: datetime) -> list[Mine]:
    """Return these events as this person has them."""
    events = list(events)
    answers = {answer.event_id: answer for answer in person.registrations.filter(event__in=events)}
    return [_mine(known, answers.get(known.event.pk)) for known in listed(events, now)]


def _mine(known: Listed, answer: Registration | None) -> Mine:
    return Mine(known, answer, place_in_line(answer) if answer and answer.waiting_since else None)


def events_for(person: Person, now: datetime) -> QuerySet[Event]:
    """Return the coming events to which this person was invited or gave an answer, soonest first."""
    answered = Q(pk__in=person.registrations.values("event"))
    asked = Q(pk__in=person.invitations.values("event"))
    return Event.objects.from_day(timezone.localdate(now)).filter(answered | asked)


def open_to(person: Person, user: User) -> QuerySet[Event]:
    """Return the events for which this person may answer: the published ones, and where they were invited."""
    visible = Event.objects.visible_to(user)
    return Event.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=person.invitations.values("event")))


def person_of(user: User) -> Person | None:
    """Return who this user is in the network."""
    return Person.objects.filter(user=user).first()


def behind(link: Link) -> tuple[Event, Person] | None:
    """Return the event and the person that a personal link is about; nothing when one of them is gone."""
    event = Event.objects.filter(pk=link.subject).first()
    person = person_behind(link.person)
    return (event, person) if event and person else None


def answered_since(events: Iterable[Event], moment: datetime) -> dict[int, int]:
    """Return for each event how many people said since this moment that they want to come."""
    wanting = Registration.objects.filter(event__in=events, answered_at__gte=moment)
    wanting = wanting.exclude(state=RegistrationState.DECLINED).order_by()
    return dict(wanting.values_list("event").annotate(Count("pk")))


def who_came_together(who: Who, today: date) -> Iterable[tuple[int, int]]:
    """Return pairs of an event that is over and somebody who came, or an organisation that they worked at that day."""
    came = Registration.objects.coming().filter(event__held_on__lt=today, event__cancelled_at=None).order_by()
    if who == Who.PEOPLE:
        return came.values_list("event", "person")
    work = "person__affiliations__"
    at_work = came.filter(held_on(F("event__held_on"), work), person__affiliations__isnull=False)
    return at_work.values_list("event", f"{work}organisation").distinct()


OFTEN = 3  # events


def invited_in_vain(today: date) -> dict[int, tuple[int, date]]:
    """Return the organisations invited to three or more events that were held, of which nobody ever came.

    Each with how many events that were and the day of the last. Who said yes came, unless a colleague recorded that
    they were not there.
    """
    held = Q(event__held_on__lt=today, event__cancelled_at=None)
    came = Registration.objects.filter(held, state=RegistrationState.COMING).exclude(came=False)
    present = Affiliation.objects.filter(person__in=came.values("person")).values("organisation")
    at_work = held_on(F("event__held_on"), "person__affiliations__")
    asked = Invitation.objects.filter(held, at_work, person__affiliations__isnull=False).order_by()
    asked = asked.exclude(person__affiliations__organisation__in=present)
    rows = asked.values_list("person__affiliations__organisation").annotate(
        events=Count("event", distinct=True), last=Max("event__held_on")
    )
    return {organisation: (events, last) for organisation, events, last in rows.filter(events__gte=OFTEN)}
