"""The lines of the lists: for the few people or organisations of one page, all that a line shows, in a few statements.

Plain values instead of prefetched models: a page that draws twenty-five lines spent most of its time making those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet

from accounts.models import User
from network.models import Affiliation, LinePartner, Organisation, Person

from .narrowing import tags_of

Row = TypeVar("Row", Person, Organisation)
Fact = TypeVar("Fact")


class Workplace(NamedTuple):
    """Where somebody works: the key and name of the organisation, and what they are there."""

    organisation: int
    name: str
    title: str


@dataclass(frozen=True)
class PersonRow:
    """A person as a line of a list: with where they work today, and the numbers of their lines."""

    person: Person
    workplaces: Sequence[Workplace]
    lines: Sequence[int]
    tags: Sequence[str]


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as a line of a list: with its target groups, and the numbers of the lines it is partner of."""

    organisation: Organisation
    groups: Sequence[str]
    lines: Sequence[int]


def people(keys: Sequence[int], user: User, today: date) -> list[PersonRow]:
    """Return a line for each of these people whom this user may see, in this order."""
    found = _in_order(Person.objects.visible_to(user).select_related("work_role"), keys)
    work = Affiliation.objects.holding_on(today).filter(person__in=keys).order_by("organisation__sort_name")
    workplaces = gathered(
        (person, Workplace(organisation, name, title))
        for person, organisation, name, title in work.values_list(
            "person", "organisation", "organisation__name", "title"
        )
    )
    on_lines = Person.lines.through.objects.filter(person__in=keys).order_by("programmeline__number")
    lines = gathered(on_lines.values_list("person", "programmeline__number"))
    tags = gathered(tags_of(Person, keys))
    return [PersonRow(each, workplaces[each.pk], lines[each.pk], tags[each.pk]) for each in found]


def organisations(keys: Sequence[int], user: User, today: date) -> list[OrganisationRow]:
    """Return a line for each of these organisations that this user may see, in this order."""
    found = _in_order(Organisation.objects.visible_to(user), keys)
    serving = Organisation.target_groups.through.objects.filter(organisation__in=keys).select_related("targetgroup")
    groups = gathered(
        (link.organisation_id, str(link.targetgroup))
        for link in serving.order_by("targetgroup__position", "targetgroup")
    )
    partners = LinePartner.objects.holding_on(today).filter(organisation__in=keys).order_by("line__number", "pk")
    lines = gathered(partners.values_list("organisation", "line__number"))
    return [OrganisationRow(each, groups[each.pk], lines[each.pk]) for each in found]


def _in_order(rows: QuerySet[Row], keys: Sequence[int]) -> list[Row]:
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def gathered(facts: Iterable[tuple[int, Fact]]) -> defaultdict[int, list[Fact]]:
    """Put each fact under the key of the row that it is about."""
    told: defaultdict[int, list[Fact]] = defaultdict(list)
    for key, fact in facts:
        told[key].append(fact)
    return told
