"""What the words in a file can mean: lines, roles, regions and organisations by the names that people use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from network.importing.columns import Kind
from network.models import (
    Affiliation,
    MailAddress,
    Municipality,
    Organisation,
    ProgrammeLine,
    RelationshipType,
    TargetGroup,
    WorkRole,
)
from network.models.contact_moment import Channel
from network.models.organisation import OrganisationKind
from network.models.relationship import Between, ConfirmedBy
from network.models.restriction import about_nobody_restricted
from network.plain import plain
from network.provinces import Province

# How people write in a list what kind of contact it was.
CHANNEL_WORDS: dict[str, str] = {
    "telefoongesprek": Channel.CALL,
    "gebeld": Channel.CALL,
    "bellen": Channel.CALL,
    "kennismaking": Channel.TALK,
    "werkbezoek": Channel.VISIT,
    "mail": Channel.MAIL,
    "e-mail": Channel.MAIL,
    "overleg": Channel.MEETING,
    "vergadering": Channel.MEETING,
}

CONFIRMED_WORDS: dict[str, str] = {
    "eerste": ConfirmedBy.FIRST,
    "tweede": ConfirmedBy.SECOND,
    "beide": ConfirmedBy.BOTH,
    "allebei": ConfirmedBy.BOTH,
    "nee": ConfirmedBy.NOBODY,
    "niemand": ConfirmedBy.NOBODY,
}


@dataclass(frozen=True)
class Known:
    """Everything a row can name, under its plain name."""

    organisations: dict[str, int]
    ended: dict[int, date]  # organisations that are there no more
    lines: dict[str, int]
    work_roles: dict[str, int]
    provinces: dict[str, str]
    organisation_kinds: dict[str, str]
    channels: dict[str, str]
    ties: dict[str, tuple[int, bool, str]]  # number, whether the file says it backwards, between what
    municipalities: dict[str, tuple[int, str]]  # number, and the province in which it lies
    target_groups: dict[str, int]
    confirmed: dict[str, str]
    people: dict[str, int] = field(default_factory=dict)  # by e-mail address; two who share one are left out
    people_by_name: dict[tuple[str, int], set[int]] = field(default_factory=dict)  # by full name and organisation


def everything(kind: str) -> Known:
    """Return what rows of this kind may name."""
    by_address = kind in (Kind.TIES, Kind.CONTACTS)
    return Known(
        organisations=dict(Organisation.objects.values_list("sort_name", "pk")),
        ended=ended_organisations(),
        lines={str(number): pk for number, pk in ProgrammeLine.objects.values_list("number", "pk")},
        work_roles={
            plain(name): role.pk for role in WorkRole.objects.all() for name in (role.name, role.name_en, role.slug)
        },
        provinces=_labels(Province),
        organisation_kinds=_labels(OrganisationKind),
        channels={**CHANNEL_WORDS, **_labels(Channel)},
        ties=_ties(),
        municipalities={plain(each.name): (each.pk, each.province) for each in Municipality.objects.all()},
        target_groups={
            plain(name): group.pk
            for group in TargetGroup.objects.all()
            for name in (group.name, group.name_en, group.slug)
        },
        confirmed={**CONFIRMED_WORDS, **_labels(ConfirmedBy)},
        people=_people() if by_address else {},
        people_by_name=_people_by_name() if kind == Kind.CONTACTS else {},
    )


def ended_organisations() -> dict[int, date]:
    """Return which organisations ended, and when."""
    ended = Organisation.objects.exclude(ended_on=None).values_list("pk", "ended_on")
    return {number: day for number, day in ended if day}


def why_not(ended_on: date) -> str:
    """Say why a row cannot tell something new of an organisation that ended."""
    said = _("This organisation ended on %(day)s. Leave the row out, or reopen the organisation first.")
    return said % {"day": date_format(ended_on, "j F Y")}


def _labels(choices: Any) -> dict[str, str]:
    """Return each value by its own name and by its labels in both languages."""
    found = {plain(str(value)): str(value) for value in choices.values}
    for language in ("en", "nl"):
        with override(language):
            found |= {plain(str(label)): str(value) for value, label in choices.choices}
    return found


def _ties() -> dict[str, tuple[int, bool, str]]:
    found: dict[str, tuple[int, bool, str]] = {}
    for kind in RelationshipType.objects.all():
        for name, backwards in ((kind.name_back, True), (kind.name_back_en, True), (kind.name, False)):
            found[plain(name)] = (kind.pk, backwards, Between(kind.between).value)
        found[plain(kind.name_en)] = found[plain(kind.slug)] = (kind.pk, False, Between(kind.between).value)
    return found


def _people() -> dict[str, int]:
    found: dict[str, int] = {}
    shared: set[str] = set()
    known = MailAddress.objects.filter(about_nobody_restricted("person"))
    for address, person in known.values_list("address", "person").iterator(5000):
        key = address.lower()
        (shared.add(key) if found.get(key, person) != person else found.setdefault(key, person))
    return {address: person for address, person in found.items() if address not in shared}


def _people_by_name() -> dict[tuple[str, int], set[int]]:
    """Return who is called what, at each organisation at which somebody works or worked."""
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    names = ("person__given_name", "person__tussenvoegsel", "person__family_name")
    work = Affiliation.objects.in_use()
    for person, organisation, *parts in work.values_list("person", "organisation", *names).iterator(5000):
        found[plain(" ".join(part for part in parts if part)), organisation].add(person)
    return found
