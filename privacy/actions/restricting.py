"""Not using the data of somebody who asks that of us (AVG art. 18), and using it again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import Person, Restriction
from post.actions import stops
from post.models import StopSource
from privacy import journal


class CannotRestrict(Exception):
    """It stands as it is; the message says why."""


@transaction.atomic
def restrict(*, person: Person, asked_on: date, by: User | None, now: datetime) -> None:
    """Let nobody meet a person any more, and no letter leave for them, also no code; the record stays as it is.

    :raises CannotRestrict: when that was so already, or they work at KIS and need codes to log in.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if person.user and person.user.works_at_kis:
        raise CannotRestrict(_("This is a colleague. Let an administrator take away the roles first."))
    _row, is_new = Restriction.objects.get_or_create(
        person=person, defaults={"asked_on": asked_on, "restricted_at": now, "by": by}
    )
    if not is_new:
        raise CannotRestrict(_("We do not use the data of this person already."))
    stops.stop(person=person, how=StopSource.RESTRICTED, now=now, by=by)
    audit.write(journal.RESTRICTED, by=by, about=person, asked_on=asked_on.isoformat())
    transaction.on_commit(journal.keep_up)


@transaction.atomic
def end(*, person: Person, by: User | None, now: datetime) -> None:
    """Show the person again everywhere, and let letters leave as far as they had not stopped them themselves before.

    :raises CannotRestrict: when nothing held them back.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    if not Restriction.objects.filter(person=person).delete()[0]:
        raise CannotRestrict(_("We use the data of this person already."))
    stops.end_restriction(person=person, now=now)
    audit.write(journal.ENDED, by=by, about=person)
    transaction.on_commit(journal.keep_up)
