"""Which row of a file holds its headings: above them may stand a title, a date, an empty row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from network.importing.columns import forbidden, recognised
from network.importing.reading import HEADINGS_WITHIN, MOST_COLUMNS, MOST_ROWS, Unreadable

ENOUGH = 2  # headings we know make a row of headings; one may be a title such as "Organisaties"
LONGEST_HEADING = 80
Record = Sequence[str]


@dataclass(frozen=True)
class Headed:
    """A file under one of its rows as headings: without the columns that we never keep, in no row of it."""

    row: int  # counted from 1, as a spreadsheet does
    headings: list[str]
    refused: list[str]
    records: list[list[str]]  # all rows, those above the headings too

    @property
    def count(self) -> int:
        return len(self.records) - self.row

    def first(self, most: int) -> list[list[str]]:
        """Return the first rows below the headings, each with as many cells."""
        return [fitting(record, len(self.headings)) for record in self.records[self.row : self.row + most]]


def under(records: Sequence[Record], row: int) -> Headed:
    """Read a file with this row as its headings.

    :raises Unreadable: when nothing stands in it or below it, or it is too large.
    """
    headings = [" ".join(heading.split())[:LONGEST_HEADING] for heading in records[row - 1]]
    if not any(headings):
        raise Unreadable(_("There are no headings in this row."))
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("This file has more than 100 columns. Leave out what you do not need."))
    if not any(any(record) for record in records[row:]):
        raise Unreadable(_("There are headings in this file, but no rows below them."))
    if len(records) - row > MOST_ROWS:
        raise Unreadable(_("This file has more than 200.000 rows. Split it."))
    never = forbidden(headings)
    return Headed(row, _without(headings, never), list(never.values()), [_without(record, never) for record in records])


def likely(kind: str, records: Sequence[Record], known: Callable[[Sequence[str]], bool]) -> int:
    """Return the row that most likely holds the headings: one seen before, or with words we know, or that is full."""
    first = {row: record for row, record in enumerate(records[:HEADINGS_WITHIN], start=1) if any(record)}
    for row, record in first.items():
        if known(_without(record, forbidden(record))):
            return row
    words = {row: len(recognised(kind, record)) for row, record in first.items()}
    best = max(words, key=lambda row: (words[row], -row))
    if words[best] >= ENOUGH:
        return best
    filled = {row: sum(1 for cell in record if cell) for row, record in first.items()}
    usual = median(filled.values())
    return next(row for row, count in filled.items() if count * 2 > usual)


def fitting(record: Record, width: int) -> list[str]:
    """Return this row with so many cells."""
    return [*record[:width], *[""] * (width - len(record))]


def _without(record: Record, never: dict[int, str]) -> list[str]:
    return [cell for at, cell in enumerate(record) if at not in never] if never else list(record)
