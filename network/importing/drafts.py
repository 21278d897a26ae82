"""A row on its way into the table of rows, and what the parts of an import ask of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db import connection, models

from network.importing.facts import Facts
from network.models.import_row import Outcome


@dataclass
class Draft:
    """One row while it is being checked."""

    number: int
    cells: list[str]
    facts: Facts
    errors: list[list[str]]
    outcome: Outcome = Outcome.NEW
    target: int | None = None
    suspects: list[list[Any]] = field(default_factory=list)
    before: dict[str, Any] | None = None
    stopped: bool = False

    def refuse(self, column: Any, why: str) -> None:
        self.errors.append([str(column), why])
        self.outcome = Outcome.REFUSED


class Hand(Protocol):
    """What one kind of file needs: how its rows are matched, written, changed and taken back."""

    @property
    def model(self) -> type[models.Model]:
        """The model of the records."""

    @property
    def insert(self) -> str:
        """The statement that writes the new rows of a stretch of the file."""

    def match(self, drafts: Sequence[Draft], today: date) -> None:
        """Say of each draft whether it is new, known, or perhaps known."""

    def change(self, target: int, facts: Facts) -> dict[str, Any]:
        """Make a known record say what the row says; return what was changed and made, empty when nothing was."""

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how the records that an import made stand now."""

    def expected(self, facts: Facts, source: str) -> Any:
        """Return how a record stands when nobody touched it since it was imported."""

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Return which of these records others lead to by now, with what."""


def reserved(model: type[models.Model], count: int) -> list[int]:
    """Return so many numbers that no other record will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]
