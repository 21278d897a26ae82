"""Looking again, when a file is imported, at what its rows name: the network went on since the check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from network.importing.columns import COLUMNS, Kind
from network.importing.known import why_not
from network.models import ImportFile, ImportRow, Organisation, Person
from network.models.import_row import Outcome
from network.queries.merges import kept_instead

TARGET = "target"  # the record that the row changes, beside what its facts name


@dataclass(frozen=True)
class Naming:
    """A fact of rows that names records of one kind; `only` narrows to the rows in which it does."""

    fact: str
    model: type[Any]
    only: tuple[tuple[str, Any], ...] = ()
    may_have_ended: bool = False  # a contact moment tells of the past


def _ties(fact: str) -> tuple[Naming, Naming]:
    kinds = (("organisations", Organisation), ("people", Person))
    first, second = (Naming(fact, model, (("facts__between", between),)) for between, model in kinds)
    return first, second


CHANGED = (("outcome", Outcome.CHANGED),)
NAMING: dict[str, tuple[Naming, ...]] = {
    Kind.PEOPLE: (Naming("organisation", Organisation), Naming(TARGET, Person, CHANGED)),
    Kind.ORGANISATIONS: (Naming(TARGET, Organisation, CHANGED),),
    Kind.TIES: (*_ties("first"), *_ties("second")),
    Kind.CONTACTS: (Naming("people", Person), Naming("organisations", Organisation, may_have_ended=True)),
}
TITLES = {Kind.PEOPLE: "family_name", Kind.ORGANISATIONS: "name"}  # the column that tells of a target


def look_again(*, file: ImportFile, until: int) -> None:
    """Let the rows up to here name what stands now: a merged record is the one it went into.

    A row that names what ended or is gone since is refused, and says so. What is named cannot end meanwhile.
    """
    stretch = file.rows.filter(
        outcome__in=[Outcome.NEW, Outcome.CHANGED], number__gt=file.done_until, number__lte=until
    )
    for naming in NAMING[file.kind]:
        _look(file, naming, stretch.filter(**dict(naming.only)))


def _look(file: ImportFile, naming: Naming, rows: QuerySet[ImportRow]) -> None:
    place = TARGET if naming.fact == TARGET else f"facts__{naming.fact}"
    named = {pk: told for pk, told in rows.values_list("pk", place) if told}
    now = _Now.of(naming, set(_flat(named.values())))
    touched = [pk for pk, told in named.items() if now.changed.intersection(_flat([told]))]
    changed = list(rows.filter(pk__in=touched))
    for row in changed:
        _tell(row, file, naming, now)
    ImportRow.objects.bulk_update(changed, ["facts", "target", "errors", "outcome"], batch_size=500)


def _flat(told: Iterable[Any]) -> Iterator[int]:
    for each in told:
        yield from each if isinstance(each, list) else [each]


@dataclass(frozen=True)
class _Now:
    """How the records that rows name stand now: which may be used, and into which ones others went."""

    usable: Mapping[int, date | None]  # with the day on which it ended
    instead: Mapping[int, int]
    refused: frozenset[int]

    @classmethod
    def of(cls, naming: Naming, numbers: set[int]) -> _Now:
        usable = _usable(naming.model, numbers)
        instead = {gone: kept for gone in numbers - usable.keys() if (kept := kept_instead(naming.model, gone))}
        usable |= _usable(naming.model, set(instead.values()))
        asked = (instead.get(number, number) for number in numbers)
        refused = {one for one in asked if one not in usable or (usable[one] and not naming.may_have_ended)}
        return cls(usable, instead, frozenset(refused))

    @property
    def changed(self) -> frozenset[int]:
        return self.refused | self.instead.keys()


def _usable(model: type[Any], numbers: set[int]) -> dict[int, date | None]:
    """Return which of these are there and may be used, with the day on which they ended; they stay so until the end."""
    if not numbers:
        return {}
    known = Person.objects.in_use() if model is Person else model.objects.all()
    known = known.filter(pk__in=numbers).order_by("pk").select_for_update(of=("self",), no_key=True)
    days = ["ended_on"] if model is Organisation else []
    return {each.pk: getattr(each, "ended_on", None) for each in known.only("pk", *days)}


def _tell(row: ImportRow, file: ImportFile, naming: Naming, now: _Now) -> None:
    """Write in a row what it names now, or why it is refused."""
    told = row.target if naming.fact == TARGET else row.facts[naming.fact]
    named = sorted({now.instead.get(number, number) for number in _flat([told])})
    if wrong := now.refused.intersection(named):
        column = COLUMNS[Kind(file.kind)][TITLES[Kind(file.kind)] if naming.fact == TARGET else naming.fact]
        day = now.usable.get(min(wrong))
        gone = _("Since the check this is not in the network any more. Leave the row out.")
        row.errors, row.outcome = [*row.errors, [str(column.label), why_not(day) if day else gone]], Outcome.REFUSED
    elif naming.fact == TARGET:
        row.target = named[0]
    else:
        row.facts[naming.fact] = named if isinstance(told, list) else named[0]
