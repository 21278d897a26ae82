"""The contact promise: each line speaks with each target group it names at least once a year, also outside projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Organisation
from network.queries import contact_moments, line_work
from network.queries.coverage import Cell, CoverageAsked, a_year_after, matrix, organisations_in

SOON = timedelta(days=30)


class Standing(TextChoices):
    """How it stands with a promise on a day, the most pressing first."""

    BROKEN = "broken", _("broken")
    DUE = "due", _("due within 30 days")
    KEPT = "kept", _("kept")


@dataclass(frozen=True)
class Promise:
    """What a line promised a target group it names, on a day: contact with it within a year of the last."""

    cell: Cell

    @property
    def runs_until(self) -> date | None:
        """The last day on which new contact keeps the promise; nothing when there was never contact."""
        return a_year_after(self.cell.last_on) if self.cell.last_on else None

    @property
    def standing(self) -> Standing:
        if self.runs_until is None or self.runs_until < self.cell.day:
            return Standing.BROKEN
        return Standing.DUE if self.runs_until <= self.cell.day + SOON else Standing.KEPT

    @property
    def days(self) -> int | None:
        """How many days are left; below zero it is that many days late."""
        return (self.runs_until - self.cell.day).days if self.runs_until else None

    @property
    def urgency(self) -> tuple[date, int, int]:
        """What runs out first comes first; who was never spoken with comes before all."""
        return self.runs_until or date.min, self.cell.line.number, self.cell.group.position


def promises(user: User, asked: CoverageAsked) -> list[Promise]:
    """Return every promise as it stood on the day, the most pressing first."""
    return sorted((Promise(cell) for cell in matrix(user, asked).named), key=lambda promise: promise.urgency)


def due_for(user: User, today: date) -> list[Promise]:
    """Return what is broken or due within 30 days on the lines of this colleague, the most pressing first.

    What a line promised on which nobody works comes to the administrators, who can put somebody on it.
    """
    own = set(contact_moments.own_lines(user, today).values_list("pk", flat=True))
    own.update(line.pk for line in line_work.left_to(user, today))
    pressing = [each for each in promises(user, CoverageAsked(today)) if each.standing != Standing.KEPT]
    return [promise for promise in pressing if promise.cell.line.pk in own]


def last_spoken(user: User, promise: Promise) -> Organisation | None:
    """Return the organisation of the cell with which the last contact was, which is likely to answer again."""
    cell = promise.cell
    found = organisations_in(user, CoverageAsked(cell.day), cell.line, cell.group)
    return found.order_by(F("last_on").desc(nulls_last=True), "sort_name").first()
