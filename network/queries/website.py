"""What the website may show of the network: the programme, who is partner of a line, and numbers without faces.

Nobody is logged in here, so nothing is asked of `visible_to`: these functions themselves say what everybody may know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from network.models import Affiliation, ContactMoment, LineFact, LinePartner, Organisation, ProgrammeLine, Theme

TOLD_FROM = 5  # a smaller number could point at somebody


@dataclass(frozen=True)
class Number:
    """A number as everybody may know it: below five, it only says so."""

    counted: int

    @property
    def value(self) -> int | None:
        return self.counted if self.counted >= TOLD_FROM else None

    @property
    def fewer_than(self) -> int | None:
        return TOLD_FROM if self.value is None else None


@dataclass(frozen=True)
class LineNumbers:
    """How large the network of a line is, and how often we spoke with it this year."""

    line: int
    day: date
    organisations: Number
    people: Number
    contacts_this_year: Number


def themes(day: date) -> QuerySet[Theme]:
    return Theme.objects.holding_in(day.year)


def lines(day: date) -> QuerySet[ProgrammeLine]:
    """Return the lines that hold in the year of the day, with their theme and the target groups they name."""
    held: QuerySet[ProgrammeLine] = ProgrammeLine.objects.holding_in(day.year)
    return held.select_related("theme").prefetch_related("target_groups")


def partners(line: ProgrammeLine, day: date) -> QuerySet[Organisation]:
    """Return the organisations that are partner of this line on the day, by name."""
    of_line = LinePartner.objects.holding_on(day).filter(line=line)
    found: QuerySet[Organisation] = Organisation.objects.filter(pk__in=of_line.values("organisation")).by_name()
    return found


def numbers(line: ProgrammeLine, day: date) -> LineNumbers:
    """Count the network of this line on the day, as the coverage does: its partners and with whom we spoke on it.

    Its people are those who work at these organisations on the day.
    """
    network = LineFact.objects.holding_on(day).filter(line=line).order_by()
    network = network.filter(organisation__in=Organisation.objects.standing_on(day))
    work = Affiliation.objects.in_use().holding_on(day).order_by()
    people = work.filter(organisation__in=network.values("organisation"))
    contacts = ContactMoment.objects.filter(line=line, removed_at=None, held_on__range=(date(day.year, 1, 1), day))
    return LineNumbers(
        line=line.number,
        day=day,
        organisations=Number(network.values("organisation").distinct().count()),
        people=Number(people.values("person").distinct().count()),
        contacts_this_year=Number(contacts.count()),
    )
