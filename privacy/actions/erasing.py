"""Erasing somebody who asks it (AVG art. 17): everything personal goes at once, in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.actions import audit, users
from accounts.models import User
from events.actions import forgetting as events_forgetting
from events.models import SignUp
from network.importing.columns import Kind
from network.models import Attachment, ImportRow, MailAddress, Person
from newsletter.models import SubscriptionRequest
from post.actions import stops
from post.models import StopSource
from privacy import journal
from privacy.queries import alone_with


class CannotErase(Exception):
    """The person stays; the message says why."""


@transaction.atomic
def erase(*, person: Person, asked_on: date, by: User | None, now: datetime) -> None:
    """Erase a person and all that hangs on them; no letter ever goes to their addresses again.

    What stays holds nobody: counts of letters and of events that are over, talks that others took part in, and the
    addresses as keyed hashes, so that no import and no letter brings them back.

    :raises CannotErase: when they are gone already, or work at KIS.
    """
    found = Person.objects.select_for_update(of=("self",)).filter(pk=person.pk).select_related("user").first()
    if not found:
        raise CannotErase(_("This person is erased already."))
    if found.user and found.user.works_at_kis:
        raise CannotErase(_("This is a colleague. Let an administrator take away the roles first."))
    audit.write(journal.ERASED, by=by, about=found, asked_on=asked_on.isoformat())
    stops.stop(person=found, how=StopSource.ERASURE, now=now, by=by)
    _forget_what_waits(found)
    events_forgetting.forget(person=found, now=now)
    _forget_talks(found)
    account = found.user
    found.delete()
    if account:
        users.forget(user=account, by=by)
    transaction.on_commit(journal.keep_up)


def _forget_what_waits(person: Person) -> None:
    """Delete what was asked with an address alone, and what a file said of this person."""
    lowered = MailAddress.objects.filter(person=person).annotate(lowered=Lower("address"))
    addresses = list(lowered.values_list("lowered", flat=True))
    for model in (SubscriptionRequest, SignUp):
        model._base_manager.alias(lowered=Lower("address")).filter(lowered__in=addresses).delete()
    told = ImportRow.objects.filter(file__kind=Kind.PEOPLE, target=person.pk)
    told.update(cells=[], facts={}, errors=[], suspects=[], before=None)


def _forget_talks(person: Person) -> None:
    """Delete the contact moments with this person alone, with the files that hang on them."""
    alone = list(alone_with(person))
    for attachment in Attachment.objects.filter(moment__in=alone):
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
    for moment in alone:
        moment.delete()
