"""How an import stands, its rows as a colleague reads them, and the refused ones as a file."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from network import likeness, phones
from network.importing import packing
from network.importing.columns import COLUMNS, Kind
from network.importing.reading import HEADINGS_WITHIN
from network.models import (
    Affiliation,
    ImportFile,
    ImportRow,
    Municipality,
    Organisation,
    Person,
    ProgrammeLine,
    Restriction,
    TargetGroup,
    WorkRole,
)
from network.models.import_row import Outcome
from network.models.organisation import OrganisationKind
from network.models.relationship import ConfirmedBy
from network.provinces import Province

DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Suspect(NamedTuple):
    """Whom a row may be about, how much they look alike and why, and what tells namesakes apart."""

    party: Person | Organisation
    score: int
    reasons: list[str]
    known_by: str


@dataclass(frozen=True)
class Shown:
    """A row as it is read: who or what, what changes or else what it says, what is wrong, and who it may be."""

    row: ImportRow
    title: str
    changes: list[tuple[str, str, str]]
    suspects: list[Suspect]
    target: Person | Organisation | None


def first_rows(file: ImportFile) -> list[tuple[int, list[str]]]:
    """Return the rows of which one holds the headings, with their number; empty ones are left out."""
    first = islice(packing.unpacked(file.content), HEADINGS_WITHIN)
    return [(number, cells) for number, cells in enumerate(first, start=1) if any(cells)]


def counts(file: ImportFile) -> dict[str, int]:
    """Return how many rows have each outcome."""
    found = dict(file.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


def shown(file: ImportFile, rows: Sequence[ImportRow], user: User) -> list[Shown]:
    """Return these rows as they are read; a handful of queries for a page.

    Of who asked us not to use their data since, a row tells nothing any more.
    """
    numbers = {suspect[0] for row in rows for suspect in row.suspects} | {row.target for row in rows if row.target}
    known: dict[int, Any] = {}
    if file.kind == Kind.PEOPLE:
        work = Affiliation.objects.holding_on(timezone.localdate()).select_related("organisation")
        found = Person.objects.visible_to(user).prefetch_related(Prefetch("affiliations", work), "mail_addresses")
        known = found.in_bulk(list(numbers))
    elif file.kind == Kind.ORGANISATIONS:
        known = Organisation.objects.visible_to(user).select_related("municipality").in_bulk(list(numbers))
    names = _names(rows)
    withheld = _withheld(file, rows, known) if file.kind == Kind.PEOPLE else set()
    return [
        Shown(row, _("a restricted person"), [], [], None)
        if row.target in withheld
        else Shown(
            row,
            _title(file, row),
            list(_says(file, row) if row.outcome in (Outcome.NEW, Outcome.ALIKE) else _changes(file, row, names)),
            [
                Suspect(known[pk], score, likeness.in_words(why), _known_by(known[pk]))
                for pk, score, why in row.suspects
                if pk in known
            ],
            known.get(row.target or 0),
        )
        for row in rows
    ]


def _withheld(file: ImportFile, rows: Sequence[ImportRow], known: Container[int]) -> set[int]:
    """Return the records of rows that are there and may not be used; what is still to be made is not asked about."""
    made = [row.target for row in rows if row.target and (file.imported_at or row.outcome != Outcome.NEW)]
    unseen = [number for number in made if number not in known]
    return set(Restriction.objects.filter(person__in=unseen).values_list("person", flat=True)) if unseen else set()


def _title(file: ImportFile, row: ImportRow) -> str:
    """Return the cells that say who or what a row is about."""
    words = [cell for _label, cell, leads in _cells(file, row) if leads]
    return " ".join(words)[:120] or _("without a name")


def _known_by(party: Person | Organisation) -> str:
    """Return where somebody works and how we write to them, or where an organisation is: namesakes differ in that."""
    if isinstance(party, Organisation):
        return ", ".join(str(word) for word in (party.get_kind_display(), party.municipality) if word)
    work = [", ".join(filter(None, (role.title, role.organisation.name))) for role in party.affiliations.all()]
    return " · ".join([*work, *(mail.address for mail in party.mail_addresses.all())])


def _says(file: ImportFile, row: ImportRow) -> Iterator[tuple[str, str, str]]:
    """Yield what a row says beside the name: what a new record begins with."""
    for label, cell, leads in _cells(file, row):
        if not leads:
            yield label, "", cell


def _cells(file: ImportFile, row: ImportRow) -> Iterator[tuple[str, str, bool]]:
    """Yield the cells that are not empty: what they are, what they say, and whether they name the row."""
    for name, column in COLUMNS[file.kind].items():
        if name in file.columns and (cell := row.cells[file.columns[name]]):
            yield str(column.label), cell, column.required or name == "tussenvoegsel"


def _names(rows: Sequence[ImportRow]) -> dict[str, dict[Any, str]]:
    changed = [row.before or {} for row in rows]
    work = {each["add"]["work"][0] for each in changed if "work" in each.get("add", {})}
    towns = {number for each in changed for number in each.get("columns", {}).get("municipality_id", []) if number}
    return {
        "confirmed_by": {value: str(label) for value, label in ConfirmedBy.choices},
        "kind": {value: str(label) for value, label in OrganisationKind.choices},
        "work_role_id": {role.pk: str(role) for role in WorkRole.objects.all()} if any(changed) else {},
        "province": {value: str(label) for value, label in Province.choices},
        "lines": {line.pk: str(line.number) for line in ProgrammeLine.objects.all()} if any(changed) else {},
        "groups": {group.pk: str(group) for group in TargetGroup.objects.all()} if any(changed) else {},
        "municipality_id": dict(Municipality.objects.filter(pk__in=towns).values_list("pk", "name")) if towns else {},
        "work": dict(Organisation.objects.filter(pk__in=work).values_list("pk", "name")) if work else {},
    }


def _changes(file: ImportFile, row: ImportRow, names: dict[str, dict[Any, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield what changes: of which field, from what, to what."""
    done = row.before or {}
    labels = COLUMNS[file.kind]
    for name, (old, new) in done.get("columns", {}).items():
        said = names.get(name, {})
        label = str(labels[name.removesuffix("_id")].label)
        yield label, _in_words(said.get(old, old)) or _("(empty)"), _in_words(said.get(new, new))
    for name, new in done.get("add", {}).items():
        if name == "work":
            yield str(labels["organisation"].label), "", str(names["work"].get(new[0], ""))
        elif name in ("lines", "groups"):
            yield str(labels[name].label), "", ", ".join(names[name].get(each, "") for each in new)
        elif name == "phone":
            yield str(labels[name].label), "", phones.shown(new)
        else:
            yield str(labels[name].label), "", ", ".join(new) if isinstance(new, list) else str(new)


def _in_words(value: Any) -> str:
    """Write a value as a colleague reads it; a day stands in a row as JSON has it."""
    day = DAY.fullmatch(str(value or ""))
    return date_format(date.fromisoformat(day[0]), "j F Y") if day else str(value or "")


def undecided(file: ImportFile) -> int:
    """Return how many rows stayed out because nobody said who they are."""
    return file.rows.filter(outcome=Outcome.SKIPPED).exclude(errors=[]).count()


def refused(file: ImportFile) -> Iterator[list[str]]:
    """Yield the rows that were refused, or stayed out because nobody decided, as they came and with what is wrong."""
    yield [_("row"), *file.headings, _("what is wrong")]
    for row in file.rows.exclude(errors=[]).order_by("number").iterator():
        wrong = "; ".join(f"{column}: {said}" for column, said in row.errors)
        yield [str(row.number), *row.cells, wrong]
