"""Who was at an event: real contact for the network, also when no colleague wrote it down as a contact moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions.registrations import lock
from events.models import Event, Registration
from network.actions import other_contacts
from network.actions.other_contacts import Heard
from network.models.other_contact import OtherContactKind
from network.models.restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User


class CannotRecord(Exception):
    """Nobody can have been at this event; the text says why."""


@transaction.atomic
def record(*, event: Event, came: Collection[int], by: User, now: datetime) -> int:
    """Write down who of those who would come were there, by person; the others were not. Return how many were.

    Of who asked us not to use their data nobody can tell: that stays as it was. Doing it again corrects what was
    written before. Tells the network, for each line of the event.

    :raises CannotRecord: when the event has yet to begin or was called off.
    """
    event = lock(event)
    if event.cancelled_at:
        raise CannotRecord(_("This event was called off."))
    if not event.has_begun(now):
        raise CannotRecord(_("This event has yet to begin."))
    present = event.registrations.coming().filter(person__in=came)
    seen = about_nobody_restricted("person")
    event.registrations.coming().filter(seen).exclude(person__in=came).update(came=False)
    present.update(came=True)
    _tell_attendance(event)
    tell_contributions(event=event)
    audit.write("events.attendance_recorded", by=by, about=event, people=present.count())
    return present.count()


def _tell_attendance(event: Event) -> None:
    registrations = event.registrations.select_related("person")
    other_contacts.tell(
        kind=OtherContactKind.ATTENDANCE,
        heard=[Heard(_reference(each), each.person) for each in registrations if each.came],
        gone=[_reference(each) for each in registrations if not each.came],
        lines=event.lines.all(),
        held_on=event.held_on,
    )


@transaction.atomic
def tell_contributions(*, event: Event) -> int:
    """Tell the network who contributed to an event that was held: with whom it was announced."""
    heard = [
        Heard(f"events.appearance:{each.pk}", each.person, each.organisation)
        for each in event.appearances.select_related("person", "organisation")
    ]
    kind = OtherContactKind.CONTRIBUTION
    return other_contacts.tell(kind=kind, heard=heard, lines=event.lines.all(), held_on=event.held_on)


def _reference(registration: Registration) -> str:
    return f"events.registration:{registration.pk}"
