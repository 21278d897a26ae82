from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import letters
from events.models import Answer, AnswerSource, Event, Registration, RegistrationState
from network.models import Person

if TYPE_CHECKING:
    from accounts.models import User

COMING, WAITING, DECLINED = RegistrationState.COMING, RegistrationState.WAITING, RegistrationState.DECLINED


class CannotAnswer(Exception):
    """An answer makes no difference any more; the text says why."""


class HasBegun(CannotAnswer):
    """The event has begun."""


class WasCalledOff(CannotAnswer):
    """The event was called off."""


@transaction.atomic
def answer(
    *, event: Event, person: Person, coming: bool, source: AnswerSource, now: datetime, by: User | None = None
) -> Registration:
    """Record whether somebody comes; who finds no place free stands in line.

    The same answer again changes nothing. A place that this answer leaves free goes to the first in line. Everybody
    whose place changes gets a letter about it.

    :raises CannotAnswer: when the event has begun or was called off.
    """
    event = lock(event)
    refuse_when_over(event, now)
    known = event.registrations.filter(person=person).first()
    if known and coming == (known.state != DECLINED):
        return known
    registration = known or Registration(event=event, person=person)
    _settle(registration, _outcome(event, coming), source=source, now=now, by=by)
    letters.tell(registration, now=now)
    if registration.state != COMING:
        fill_places(event, now=now)
        registration.refresh_from_db(fields=["state", "waiting_since"])
    return registration


@transaction.atomic
def give_place(*, registration: Registration, by: User, now: datetime) -> Registration:
    """Let somebody in who waits, before their turn, also when all places are taken.

    The others keep their place in the line, and the number of places stays what it was.

    :raises CannotAnswer: when the event has begun or was called off, or this person does not wait.
    """
    event = lock(registration.event)
    refuse_when_over(event, now)
    registration = Registration.objects.select_related("person").get(pk=registration.pk)
    if registration.state != WAITING:
        raise CannotAnswer(_("%(name)s is not on the waiting list any more.") % {"name": registration.person.full_name})
    registration.event = event
    _settle(registration, COMING, source=AnswerSource.STAFF, now=now, by=by)
    letters.tell(registration, now=now, place_came_free=True)
    return registration


def lock(event: Event) -> Event:
    """Return the event as it stands, held until the transaction ends: whoever changes who comes, waits here."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def refuse_when_over(event: Event, now: datetime) -> None:
    """Stop whoever wants to change who comes.

    :raises CannotAnswer: when the event has begun or was called off.
    """
    if event.cancelled_at:
        raise WasCalledOff(_("This event was called off."))
    if event.has_begun(now):
        raise HasBegun(_("This event has already begun."))


def fill_places(event: Event, *, now: datetime) -> int:
    """Give the places that are free to the first in line, in a locked event; return how many got one."""
    line = event.registrations.waiting().select_related("person")
    promoted = list(line if event.capacity is None else line[: max(event.capacity - _taken(event), 0)])
    for registration in promoted:
        registration.event = event
        _settle(registration, COMING, source=AnswerSource.WAITING_LIST, now=now)
        letters.tell(registration, now=now, place_came_free=True)
    return len(promoted)


def _taken(event: Event) -> int:
    return event.registrations.coming().count()


def _outcome(event: Event, coming: bool) -> RegistrationState:
    if not coming:
        return DECLINED
    line_waits = event.registrations.waiting().exists()
    has_room = event.capacity is None or _taken(event) < event.capacity
    return COMING if has_room and not line_waits else WAITING


def _settle(
    registration: Registration,
    state: RegistrationState,
    *,
    source: AnswerSource,
    now: datetime,
    by: User | None = None,
) -> None:
    """Write how it stands, the step that led there, and the audit line."""
    event, person = registration.event, registration.person
    registration.waiting_since = _end_of_line(event, now) if state == WAITING else None
    registration.state, registration.answered_at = state, now
    registration.save()
    Answer.objects.create(event=event, person=person, outcome=state, source=source, recorded_by=by, answered_at=now)
    audit.write("events.answered", by=by, about=registration, outcome=str(state), source=str(source))


def _end_of_line(event: Event, now: datetime) -> datetime:
    """Return a moment after that of everyone who waits.

    Two people who answer at once may reach the lock in the other order than they pressed: who was told a place in
    the line never falls behind it.
    """
    last = event.registrations.waiting().aggregate(last=Max("waiting_since"))["last"]
    return max(now, last + timedelta(microseconds=1)) if last else now
