"""Sending nothing to somebody who asks us not to use their data for a while (AVG art. 18), and sending again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import Person
from post.actions import stops
from post.models import StopSource
from post.queries import restriction_of


class CannotRestrict(Exception):
    """It stands as it is; the message says why."""


@transaction.atomic
def restrict(*, person: Person, asked_on: date, by: User, now: datetime) -> None:
    """Let no letter leave for a person, also no code; the record and what they agreed to stay as they are.

    :raises CannotRestrict: when that was so already, or they work at KIS and need codes to log in.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if person.user and person.user.works_at_kis:
        raise CannotRestrict(_("This is a colleague. Let an administrator take away the roles first."))
    if restriction_of(person):
        raise CannotRestrict(_("No letters leave for this person already."))
    stops.stop(person=person, how=StopSource.RESTRICTED, now=now, by=by)
    audit.write("privacy.person_restricted", by=by, about=person, asked_on=asked_on.isoformat())


@transaction.atomic
def end(*, person: Person, by: User, now: datetime) -> None:
    """Let letters leave again, as far as they had not stopped them themselves before.

    :raises CannotRestrict: when nothing held them back.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    if not stops.end_restriction(person=person, now=now):
        raise CannotRestrict(_("Letters leave for this person already."))
    audit.write("privacy.restriction_ended", by=by, about=person)
