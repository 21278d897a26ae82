from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import closing, places, serving
from network.actions.reach import keep_phones
from network.models import LinePartner, Municipality, Organisation, ProgrammeLine, TargetGroup


class CannotKeep(Exception):
    """What was told about an organisation cannot stand."""


@dataclass(frozen=True)
class OrganisationFacts:
    """What is kept about an organisation; what it is to a line stands in its partnerships.

    A municipality decides the province.
    """

    name: str
    kind: str
    province: str
    website: str
    target_groups: Sequence[TargetGroup]
    tags: Sequence[str]
    postcode: str = ""
    municipality: Municipality | None = None
    phones: Sequence[str] = ()  # as E.164 has them


@transaction.atomic
def add(*, facts: OrganisationFacts, by: User, now: datetime) -> Organisation:
    """Record an organisation.

    :raises CannotKeep: when another has this name.
    """
    organisation = Organisation()
    _save(organisation, facts, now)
    audit.write("network.organisation_added", by=by, about=organisation)
    return organisation


@transaction.atomic
def change(
    *, organisation: Organisation, facts: OrganisationFacts, always_here: bool = False, by: User, now: datetime
) -> Organisation:
    """Make the organisation's record say this; another place is a move from today on, unless it was `always_here`.

    :raises CannotKeep: when another has this name.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = facts_of(organisation)
    was_in = places.of(organisation)
    changed = [f.name for f in fields(OrganisationFacts) if getattr(before, f.name) != getattr(facts, f.name)]
    if changed:
        _save(organisation, facts, now)
        if not always_here:
            places.keep(organisation=organisation, before=was_in, today=timezone.localdate(now))
        audit.write("network.organisation_changed", by=by, about=organisation, fields=changed)
    return organisation


def facts_of(organisation: Organisation) -> OrganisationFacts:
    """Return what is kept about this organisation now."""
    return OrganisationFacts(
        **{name: getattr(organisation, name) for name in COLUMNS},
        target_groups=list(organisation.target_groups.order_by("position", "pk")),
        tags=sorted(organisation.tags.names()),
        phones=tuple(organisation.phone_numbers.values_list("number", flat=True)),
    )


@transaction.atomic
def make_partner(
    *,
    organisation: Organisation,
    line: ProgrammeLine,
    relation: str,
    started_on: date | None,
    by: User,
    now: datetime,  # noqa: ARG001
) -> LinePartner:
    """Record what an organisation is to a programme line from now on.

    :raises CannotKeep: when it is partner of that line already, or ended.
    """
    partner = LinePartner(organisation=organisation, line=line)
    _save_partner(partner, relation, started_on, None)
    audit.write("network.partner_added", by=by, about=organisation, line=line.number)
    return partner


@transaction.atomic
def change_partner(
    *,
    partner: LinePartner,
    relation: str,
    started_on: date | None,
    ended_on: date | None,
    by: User,
    now: datetime,  # noqa: ARG001
) -> LinePartner:
    """Correct or end what an organisation is to a line; it stays as history.

    :raises CannotKeep: when it ends before it starts, or is partner of that line another time.
    """
    partner = LinePartner.objects.select_for_update(of=("self",)).select_related("line").get(pk=partner.pk)
    _save_partner(partner, relation, started_on, ended_on)
    audit.write("network.partner_changed", by=by, about=partner.organisation, line=partner.line.number)
    return partner


COLUMNS = ("name", "kind", "province", "postcode", "municipality", "website")


def _save(organisation: Organisation, facts: OrganisationFacts, now: datetime) -> None:
    first = organisation.pk is None
    for name in COLUMNS:
        setattr(organisation, name, getattr(facts, name))
    if facts.municipality:
        organisation.province = facts.municipality.province
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as clash:
        raise CannotKeep(_("There already is an organisation with this name.")) from clash
    groups = [group.pk for group in facts.target_groups]
    serving.keep(organisation=organisation, groups=groups, today=timezone.localdate(now), first=first)
    organisation.tags.set(facts.tags)
    keep_phones(organisation, facts.phones)


def _save_partner(partner: LinePartner, relation: str, started_on: date | None, ended_on: date | None) -> None:
    if started_on and ended_on and ended_on <= started_on:
        raise CannotKeep(_("The end date must come after the start date."))
    if refused := closing.refusal(partner.organisation, ended_on):
        raise CannotKeep(refused)
    partner.relation, partner.started_on, partner.ended_on = relation, started_on, ended_on
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as clash:
        raise CannotKeep(_("It is already a partner of this line. End that one first.")) from clash
