"""What the room does when the network tells or asks something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import organisation_timeline as of_them
from events import queries
from events.actions import reference
from events.models import Answer, Appearance, Event, Invitation, Registration, RegistrationState
from events.permissions import may_see_participants
from events.queries import invited_in_vain
from network.actions.journal import Journal
from network.actions.reference import Report
from network.graph import Who
from network.models import Organisation, Person
from network.signals import (
    invitations_asked,
    organisation_timeline_asked,
    person_merged,
    reference_loaded,
    shared_events_asked,
    timeline_asked,
)
from network.timeline import Entry, Kind

if TYPE_CHECKING:
    from accounts.models import User

# How a state looks: tone, icon and word of its badge.
BADGES = {
    RegistrationState.COMING: ("good", "circle-check"),
    RegistrationState.WAITING: ("warn", "hourglass"),
    RegistrationState.DECLINED: ("", "circle-x"),
}

# The answers of somebody with two records, the surest first.
CERTAINTY: list[str] = [RegistrationState.COMING, RegistrationState.WAITING, RegistrationState.DECLINED]


@receiver(reference_loaded)
def load_reference(report: Report, **_rest: Any) -> None:
    """Load the events that KIS announced, with the rest of the reference data."""
    reference.load(report=report, now=timezone.now())


@receiver(timeline_asked)
def tell_timeline(person: Person, user: User, **_rest: Any) -> list[Entry]:
    """Say to which events this person was invited, what they answered, and how it stands now."""
    if not may_see_participants(user):
        return []
    registrations = list(Registration.objects.filter(person=person).select_related("event"))
    standing = {each.event_id: each for each in registrations}
    invitations = Invitation.objects.filter(person=person).select_related("event", "invited_by")
    answers = Answer.objects.filter(person=person).select_related("event", "recorded_by")
    told: set[int] = set()
    entries = [_of_invitation(invitation) for invitation in invitations]
    for answer in answers:  # newest first: only the last one carries how it stands
        entries.append(_of_answer(answer, standing.get(answer.event_id) if answer.event_id not in told else None))
        told.add(answer.event_id)
    entries += [_of_attendance(each) for each in registrations if each.came]
    return entries


@receiver(organisation_timeline_asked)
def tell_timeline_of_organisation(organisation: Organisation, user: User, **_rest: Any) -> list[Entry]:
    """Say to which events people of this organisation were invited, answered and came, and who contributed."""
    if not may_see_participants(user):
        return []
    invited, answered = of_them.invited(organisation), of_them.answered(organisation)
    events = of_them.events_of({*invited, *answered})
    told = [_of_many(events[pk], at, "send", _invited_words(number)) for pk, (at, number) in invited.items()]
    for pk, each in answered.items():
        event = events[pk]
        told.append(_of_many(event, each.at, "calendar-check", _answered_words(each.people)))
        if each.came:
            told.append(_of_many(event, event.begins_at, "users", _came_words(each.came), counts=True))
    return told + [_of_contribution(each) for each in of_them.contributed(organisation)]


def _invited_words(number: int) -> str:
    return ngettext("%(number)d person of here invited", "%(number)d people of here invited", number) % {
        "number": number
    }


def _answered_words(number: int) -> str:
    words = ngettext("%(number)d person of here answered", "%(number)d people of here answered", number)
    return words % {"number": number}


def _came_words(number: int) -> str:
    words = ngettext("%(number)d person of here was there", "%(number)d people of here were there", number)
    return words % {"number": number}


def _of_many(event: Event, at: datetime, icon: str, text: str, *, counts: bool = False) -> Entry:
    return Entry(at, icon, event.title, text, Kind.EVENT, url=_address(event), counts=counts, note=event.when)


def _of_contribution(appearance: Appearance) -> Entry:
    """Tell who contributed; what was not held yet is announced and no contact."""
    event, person = appearance.event, appearance.person
    text = f"{person.full_name}, {appearance.role}" if person else appearance.role
    held = event.held_on <= timezone.localdate()
    title = _("Contributed to “%(title)s”") if held else _("Announced at “%(title)s”")
    told: dict[str, Any] = {"kind": Kind.EVENT, "url": _address(event), "counts": held}
    told["parties"] = (person,) if person else ()
    return Entry(event.begins_at, "star", title % {"title": event.title}, text, **told)


@receiver(shared_events_asked)
def tell_shared_events(user: User, who: Who, today: date, **_rest: Any) -> Iterable[tuple[int, int]]:
    """Say which people came to an event that is over, or for which organisation they worked that day."""
    if not may_see_participants(user):
        return []
    return queries.who_came_together(who, today)


def _of_attendance(registration: Registration) -> Entry:
    return Entry(
        at=registration.event.begins_at,
        icon="users",
        title=_("Was at “%(title)s”") % {"title": registration.event.title},
        kind=Kind.EVENT,
        url=_address(registration.event),
        counts=True,
    )


@receiver(invitations_asked)
def tell_invited_in_vain(today: date, **_rest: Any) -> dict[int, tuple[int, date]]:
    """Say which organisations were invited often and never came."""
    return invited_in_vain(today)


def _of_invitation(invitation: Invitation) -> Entry:
    return Entry(
        at=invitation.invited_at,
        icon="send",
        title=_("Invited to “%(title)s”") % {"title": invitation.event.title},
        kind=Kind.EVENT,
        url=_address(invitation.event),
        by=invitation.invited_by.get_full_name(),
        note=invitation.event.when,
    )


def _of_answer(answer: Answer, registration: Registration | None) -> Entry:
    over = answer.event.held_on < timezone.localdate()
    said = _said_then() if over else _said_now()
    return Entry(
        at=answer.answered_at,
        icon="calendar-check",
        title=said[RegistrationState(answer.outcome)] % {"title": answer.event.title},
        text=str(answer.get_source_display()).capitalize(),
        kind=Kind.EVENT,
        badge=_badge(registration, over) if registration else None,
        url=_address(answer.event),
        by=answer.recorded_by.get_full_name() if answer.recorded_by else "",
        note=answer.event.when,
    )


def _said_now() -> dict[RegistrationState, str]:
    return {
        RegistrationState.COMING: _("Comes to “%(title)s”"),
        RegistrationState.WAITING: _("Stands in line for “%(title)s”"),
        RegistrationState.DECLINED: _("Does not come to “%(title)s”"),
    }


def _said_then() -> dict[RegistrationState, str]:
    return {
        RegistrationState.COMING: _("Signed up for “%(title)s”"),
        RegistrationState.WAITING: _("Stood in line for “%(title)s”"),
        RegistrationState.DECLINED: _("Would not come to “%(title)s”"),
    }


def _badge(registration: Registration, over: bool) -> tuple[str, str, str]:
    """Return how it stands with somebody and an event; of an event that is over, who was there and who not."""
    state = RegistrationState(registration.state)
    if over and registration.came is not None:
        return ("good", "circle-check", _("came")) if registration.came else ("", "circle-x", _("did not come"))
    if over:
        then = {RegistrationState.COMING: _("was signed up"), RegistrationState.WAITING: _("was on the waiting list")}
        return "", "calendar-check", then.get(state, _("would not come"))
    return (*BADGES[state], str(state.label))


def _address(event: Event) -> str:
    return reverse("events:event_manage", args=[event.pk])


@receiver(person_merged)
def settle_answers(kept: Person, gone: Person, journal: Journal, **_rest: Any) -> None:
    """Leave one registration per event: the most certain answer of the two wins, whoever gave it."""
    theirs = {each.event_id: each for each in Registration.objects.filter(person=gone)}
    for mine in Registration.objects.filter(person=kept, event__in=theirs):
        other = theirs[mine.event_id]
        journal.set_aside(Registration, [mine.pk if _is_surer(other, mine) else other.pk])


def _is_surer(one: Registration, other: Registration) -> bool:
    """Tell whether an answer says more than another: coming, then in line (longest first), then not coming."""
    if one.state != other.state:
        return CERTAINTY.index(one.state) < CERTAINTY.index(other.state)
    return (one.waiting_since or one.answered_at) < (other.waiting_since or other.answered_at)
