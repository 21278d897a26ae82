from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.models import Event, Invitation, Registration
from network.models import Person

if TYPE_CHECKING:
    from accounts.models import User

INSERT = "INSERT INTO events_invitation (event_id, person_id, invited_at, invited_by_id)"


class CannotInvite(Exception):
    """Nobody can be asked to this event any more; the text says why."""


@transaction.atomic
def invite(*, event: Event, people: QuerySet[Person], by: User, now: datetime) -> int:
    """Ask these people to the event; return how many were not asked before.

    One statement, however many people there are; who was asked already stays as they were. No letter leaves: that
    is for who calls.

    :raises CannotInvite: when the event has begun or was called off.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.cancelled_at:
        raise CannotInvite(_("This event was called off."))
    if event.has_begun(now):
        raise CannotInvite(_("This event has already begun."))
    asked = people.values_list(
        Value(event.pk, models.BigIntegerField()),
        F("pk"),
        Value(now, models.DateTimeField()),
        Value(by.pk, models.BigIntegerField()),
    )
    selected, values = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(" ".join((INSERT, selected, "ON CONFLICT DO NOTHING")), values)
        invited = cursor.rowcount
    audit.write("events.invited", by=by, about=event, number=invited)
    return invited


@transaction.atomic
def take_back(*, event: Event, people: QuerySet[Person], invited_at: datetime, by: User) -> int:
    """Forget that these people were asked to the event at this moment, because nobody told them yet.

    Who was asked at another moment stays asked. Return how many are no longer invited.
    """
    asked = Invitation.objects.filter(event=event, person__in=people, invited_at=invited_at)
    taken_back, _models = asked.delete()
    audit.write("events.invitations_taken_back", by=by, about=event, number=taken_back)
    return taken_back


@transaction.atomic
def let_go(*, event: Event, people: QuerySet[Person], since: datetime, until: datetime) -> int:
    """Forget that these people were asked to the event between these moments, because their letter never left.

    Who answered all the same stays asked, and so does whoever was asked before or later. Return how many can be asked
    again.
    """
    answered = Registration.objects.filter(event=event).values("person")
    asked = Invitation.objects.filter(event=event, person__in=people, invited_at__gte=since, invited_at__lte=until)
    let_go, _models = asked.exclude(person__in=answered).delete()
    if let_go:
        audit.write("events.invitations_taken_back", by=None, about=event, number=let_go)
    return let_go
