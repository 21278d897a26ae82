from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import closing
from network.models import Affiliation, Organisation, Person
from network.special_words import special_words


class CannotAffiliate(Exception):
    """This role at this organisation cannot stand as told."""


@transaction.atomic
def add(
    *,
    person: Person,
    organisation: Organisation,
    title: str,
    started_on: date | None,
    ended_on: date | None,
    ends: Iterable[Affiliation] = (),
    confirmed: bool = False,
    by: User,
    now: datetime,
) -> Affiliation:
    """Record a role of a person at an organisation; a job change `ends` others on the day this one starts, or today.

    :raises CannotAffiliate: when the same role there has not ended yet, one of them ends before it starts, the
        organisation ended, or the title may tell special data and nobody `confirmed` that it does not.
    """
    affiliation = Affiliation(person=person, organisation=organisation)
    _refuse_special_words(title, confirmed)
    for role in person.affiliations.select_for_update().filter(pk__in=[each.pk for each in ends], ended_on=None):
        _save(role, role.title, role.started_on, started_on or timezone.localdate(now))
        _write("network.affiliation_changed", role, by)
    _save(affiliation, title, started_on, ended_on)
    _write("network.affiliation_added", affiliation, by)
    return affiliation


@transaction.atomic
def change(
    *,
    affiliation: Affiliation,
    title: str,
    started_on: date | None,
    ended_on: date | None,
    confirmed: bool = False,
    by: User,
    now: datetime,  # noqa: ARG001
) -> Affiliation:
    """Correct a role or end it; it stays as history.

    :raises CannotAffiliate: when the same role there has not ended yet, ends before it starts, or its title may tell
        special data and nobody `confirmed` that it does not.
    """
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    _refuse_special_words(title, confirmed or title == affiliation.title)
    _save(affiliation, title, started_on, ended_on)
    _write("network.affiliation_changed", affiliation, by)
    return affiliation


def _refuse_special_words(title: str, confirmed: bool) -> None:
    if special_words(title) and not confirmed:
        raise CannotAffiliate(_("Write nothing about the belief, origin or health of a person."))


def _write(action: str, affiliation: Affiliation, by: User) -> None:
    kept = len(special_words(affiliation.title))
    audit.write(action, by=by, about=affiliation.person, organisation=affiliation.organisation_id, special_words=kept)


def _save(affiliation: Affiliation, title: str, started_on: date | None, ended_on: date | None) -> None:
    if started_on and ended_on and ended_on <= started_on:
        raise CannotAffiliate(_("The end date must come after the start date."))
    if refused := closing.refusal(affiliation.organisation, ended_on):
        raise CannotAffiliate(refused)
    affiliation.title, affiliation.started_on, affiliation.ended_on = title, started_on, ended_on
    try:
        with transaction.atomic():
            affiliation.save()
    except IntegrityError as clash:
        raise CannotAffiliate(_("This person already has this role there. End that one first.")) from clash
