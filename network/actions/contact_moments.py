from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.files import MOST_FILES, Checked
from network.models import Affiliation, Attachment, ContactMoment, Organisation, Person, ProgrammeLine
from network.special_words import special_words


class CannotLog(Exception):
    """This contact moment cannot be recorded as told."""


@dataclass(frozen=True)
class Told:
    """What a colleague tells about a contact moment; `confirmed` when she was asked about its words and kept them.

    It is with these `organisations`, and with where the people worked on that day but for those left out (`without`).
    """

    people: Iterable[Person]
    line: ProgrammeLine
    channel: str
    held_on: date
    summary: str
    confirmed: bool = False
    files: Sequence[Checked] = ()
    gone: Sequence[Attachment] = ()  # attachments to take off
    organisations: Iterable[Organisation] = ()
    without: Iterable[Organisation] = ()


@transaction.atomic
def log(*, told: Told, by: User, now: datetime) -> ContactMoment:
    """Record real contact with these people and organisations, and with where the people worked on that day.

    :raises CannotLog: when it still has to happen, is with nobody, or its words may tell special data of a person.
    """
    moment = ContactMoment(logged_by=by)
    _save(moment, told, now)
    _attach(moment, told, by, now)
    _write("network.contact_logged", moment, told, by)
    return moment


@transaction.atomic
def change(*, moment: ContactMoment, told: Told, by: User, now: datetime) -> ContactMoment:
    """Correct a contact moment; where somebody worked is only looked up for who is new in it, or for another day.

    :raises CannotLog: when it still has to happen, is with nobody, or its words may tell special data of a person.
    """
    moment = ContactMoment.objects.select_for_update().get(pk=moment.pk)
    _save(moment, told, now)
    _attach(moment, told, by, now)
    _write("network.contact_changed", moment, told, by)
    return moment


@transaction.atomic
def remove(*, moment: ContactMoment, by: User, now: datetime) -> None:
    """Take a contact moment away: it shows and counts nowhere, and can be put back. A second time changes nothing."""
    if ContactMoment.objects.filter(pk=moment.pk, removed_at=None).update(removed_at=now):
        audit.write("network.contact_removed", by=by, about=moment)


@transaction.atomic
def restore(*, moment: ContactMoment, by: User, now: datetime) -> None:  # noqa: ARG001  every action is told the time
    """Put a contact moment back that was removed. A second time changes nothing."""
    if ContactMoment.objects.filter(pk=moment.pk).exclude(removed_at=None).update(removed_at=None):
        audit.write("network.contact_restored", by=by, about=moment)


def _save(moment: ContactMoment, told: Told, now: datetime) -> None:
    # Locked in one order: the database writes the day of the last contact on these rows.
    chosen = [person.pk for person in told.people]
    people = list(Person.objects.select_for_update(no_key=True).filter(pk__in=chosen).order_by("pk"))
    unseen = _unseen_in(moment)
    _check(told, [*people, *unseen], moment, timezone.localdate(now))
    organisations = _with_which(moment, told, people)
    moment.line, moment.channel, moment.held_on, moment.summary = told.line, told.channel, told.held_on, told.summary
    moment.save()
    moment.people.set([*people, *unseen])
    moment.organisations.set(organisations)


def _unseen_in(moment: ContactMoment) -> list[Person]:
    """Return who takes part and asked us not to use their data: nobody can tick them, and they stay in it."""
    taking_part = Person.objects.filter(contact_moments=moment) if moment.pk else Person.objects.none()
    return list(taking_part.exclude(pk__in=Person.objects.in_use().values("pk")))


def _check(told: Told, people: list[Person], moment: ContactMoment, today: date) -> None:
    if not people and not list(told.organisations):
        raise CannotLog(_("Choose at least one person, or an organisation."))
    if told.held_on > today:
        raise CannotLog(_("This day is still to come. Choose today or earlier."))
    if not told.summary:
        raise CannotLog(_("Write in one sentence what it was about."))
    if told.summary != moment.summary and special_words(told.summary) and not told.confirmed:
        raise CannotLog(_("Write nothing about the belief, origin or health of a person."))


def _attach(moment: ContactMoment, told: Told, by: User, now: datetime) -> None:
    """Take off what is to go and hang on what came along; a file leaves the disk when all this is certain."""
    for attachment in moment.attachments.filter(pk__in=[each.pk for each in told.gone]):
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
        attachment.delete()
    if moment.attachments.count() + len(told.files) > MOST_FILES:
        raise CannotLog(_("Add at most %(most)d files.") % {"most": MOST_FILES})
    for file in told.files:
        Attachment.objects.create(
            moment=moment,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            file=ContentFile(file.content, name=file.name),
            added_by=by,
            added_at=now,
        )


def _with_which(moment: ContactMoment, told: Told, people: list[Person]) -> list[Organisation]:
    """Return the organisations that were told, and where the people worked who are new in it or on its day."""
    same_day = moment.pk is not None and moment.held_on == told.held_on
    known = set(moment.people.values_list("pk", flat=True)) if same_day else set()
    new = [person.pk for person in people if person.pk not in known]
    then = Affiliation.objects.holding_on(told.held_on).filter(person__in=new)
    follow = Q(pk__in=then.values("organisation")) & ~Q(pk__in=[each.pk for each in told.without])
    found = Organisation.objects.filter(follow | Q(pk__in=[each.pk for each in told.organisations]))
    return list(found.order_by("pk"))


def _write(action: str, moment: ContactMoment, told: Told, by: User) -> None:
    """Tell how many words were asked about and kept (P5), never which."""
    kept = len(special_words(told.summary))
    people, files = moment.people.count(), moment.attachments.count()
    audit.write(action, by=by, about=moment, people=people, special_words=kept, files=files)
