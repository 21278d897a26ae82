"""Which organisations belong to a programme line and a target group on a day: the one definition for matrix, list,
promise, gaps and memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from psycopg import sql

from accounts.models import User
from network.models import (
    Affiliation,
    CoverageChange,
    FormerPlace,
    LineFact,
    LineTargetGroup,
    Organisation,
    Person,
    ProgrammeLine,
    ServingFact,
    TargetGroup,
    Theme,
)
from network.provinces import Province

STRONG_FROM = 3  # organisations
KEPT_FOR = 3600  # seconds


def a_year_after(day: date) -> date:
    """Return the last day on which contact on this day is less than a year and a day ago."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@dataclass(frozen=True)
class CoverageAsked:
    """On which day the matrix stands, and to what it is narrowed; what is empty asks nothing."""

    day: date
    theme: Theme | None = None
    line: ProgrammeLine | None = None
    region: str = ""

    @property
    def region_name(self) -> str:
        return str(Province(self.region).label) if self.region else ""

    @property
    def new_year(self) -> date:
        return date(self.day.year, 1, 1)

    def lines(self) -> QuerySet[ProgrammeLine]:
        """Return the lines that held in the year of the day."""
        lines = ProgrammeLine.objects.holding_in(self.day.year).select_related("theme")
        lines = lines.filter(theme=self.theme) if self.theme else lines
        return lines.filter(pk=self.line.pk) if self.line else lines


@dataclass(frozen=True)
class Cell:
    """What a programme line and a target group have in common on a day."""

    line: ProgrammeLine
    group: TargetGroup
    day: date
    named: bool
    organisations: int = 0
    people: int = 0
    silent: int = 0  # organisations without contact on the line in the year of the day
    last_on: date | None = None

    @property
    def days(self) -> int | None:
        return (self.day - self.last_on).days if self.last_on else None

    @property
    def state(self) -> str:
        """One of strong, thin, stale, gap; for cells that the line does not name: extra or none."""
        if not self.named:
            return "extra" if self.organisations else "none"
        if not self.organisations:
            return "gap"
        if self.last_on is None or self.day > a_year_after(self.last_on):
            return "stale"
        return "strong" if self.organisations >= STRONG_FROM else "thin"


@dataclass(frozen=True)
class Matrix:
    """All cells of a day, by line and target group."""

    day: date
    lines: list[ProgrammeLine]
    groups: list[TargetGroup]
    cells: dict[tuple[int, int], Cell] = field(repr=False)

    @property
    def themes(self) -> list[tuple[Theme, list[tuple[ProgrammeLine, list[Cell]]]]]:
        """The rows of the matrix, each line with its cells, under the theme it belongs to."""
        rows: dict[Theme, list[tuple[ProgrammeLine, list[Cell]]]] = {}
        for line in self.lines:
            rows.setdefault(line.theme, []).append((line, self.row(line)))
        return list(rows.items())

    def row(self, line: ProgrammeLine) -> list[Cell]:
        return [self.cells[line.pk, group.pk] for group in self.groups]

    @property
    def named(self) -> list[Cell]:
        """The cells that weigh, line by line."""
        return [cell for line in self.lines for cell in self.row(line) if cell.named]

    @property
    def filled(self) -> list[Cell]:
        """The cells that say something: named by the line, or with an organisation in them."""
        return [cell for line in self.lines for cell in self.row(line) if cell.named or cell.organisations]

    def counts(self) -> dict[str, int]:
        """Return how many of the cells that weigh are strong, thin, stale and empty."""
        states = [cell.state for cell in self.named]
        return {state: states.count(state) for state in ("strong", "thin", "stale", "gap")}


def state(user: User) -> str:
    """Return a word for all that the coverage is made of, as this user may see it: another after each change of it."""
    seen: list[Any] = []
    for rows in (Organisation.objects.visible_to(user), Person.objects.visible_to(user)):
        try:
            seen.append(rows.order_by().values("pk").query.sql_with_params())
        except EmptyResultSet:
            seen.append("nothing")
    return sha256(repr((CoverageChange.objects.version(), seen)).encode()).hexdigest()


def pairs(user: User, asked: CoverageAsked) -> QuerySet[Any, Any]:
    """Return each organisation with each line it belonged to on the day, and when it was last spoken with on it.

    It belonged to a line when it was its partner on that day, or there had been real contact on that line by then, and
    it had not ended.
    """
    seen = Organisation.objects.visible_to(user).standing_on(asked.day)
    seen = seen.filter(_located(asked)) if asked.region else seen
    facts = LineFact.objects.holding_on(asked.day).filter(line__in=asked.lines(), organisation__in=seen)
    return facts.order_by().values("organisation", "line").annotate(last_on=Max("spoken_on"))


def _located(asked: CoverageAsked) -> Q:
    """Return the condition that an organisation was in the region on the day: then, or ever since nobody knows when."""
    elsewhere = FormerPlace.objects.holding_on(asked.day)
    was_there = Q(pk__in=elsewhere.filter(province=asked.region).values("organisation"))
    return was_there | Q(~Exists(elsewhere.filter(organisation=OuterRef("pk"))), province=asked.region)


def organisations_in(
    user: User, asked: CoverageAsked, line: ProgrammeLine, group: TargetGroup
) -> QuerySet[Organisation]:
    """Return the organisations of a cell, the longest silent first; `last_on` is when we last spoke on this line."""
    of_line = pairs(user, asked).filter(line=line)
    found: QuerySet[Organisation] = Organisation.objects.visible_to(user).filter(pk__in=of_line.values("organisation"))
    found = found.filter(
        pk__in=ServingFact.objects.holding_on(asked.day).filter(targetgroup=group).values("organisation")
    )
    found = found.annotate(last_on=Subquery(of_line.filter(organisation=OuterRef("pk")).values("last_on")))
    return found.order_by(F("last_on").asc(nulls_first=True), "sort_name", "pk")


def silent_in(user: User, asked: CoverageAsked, line: ProgrammeLine, group: TargetGroup) -> QuerySet[Organisation]:
    """Return the organisations of a cell with whom nobody spoke on this line in the year of the day."""
    silent = Q(last_on=None) | Q(last_on__lt=asked.new_year)
    return organisations_in(user, asked, line, group).filter(silent)


def people_in(user: User, asked: CoverageAsked, line: ProgrammeLine, group: TargetGroup) -> QuerySet[Person]:
    """Return who worked on the day at an organisation of a cell, by name."""
    there = _work(user, asked.day).filter(
        organisation__in=organisations_in(user, asked, line, group).order_by().values("pk")
    )
    work_then = Prefetch("affiliations", there.select_related("organisation"), to_attr="work_then")
    return Person.objects.visible_to(user).filter(pk__in=there.values("person")).by_name().prefetch_related(work_then)


def _work(user: User, day: date) -> QuerySet[Affiliation]:
    work: QuerySet[Affiliation] = Affiliation.objects.visible_to(user).holding_on(day)
    return work


# One pass over the pairs for all cells; a subquery per cell would read the contact moments a hundred times.
COUNTED = """
    WITH pair AS MATERIALIZED ({pairs}),
    served AS (
        SELECT pair.*, serving.targetgroup AS target_group
        FROM pair JOIN ({serving}) serving ON serving.organisation = pair.organisation
    ),
    crowd AS (
        SELECT line, target_group, count(*) AS people FROM (
            SELECT DISTINCT served.line, served.target_group, work.person
            FROM served JOIN ({work}) work ON work.organisation = served.organisation
        ) seen GROUP BY line, target_group
    )
    SELECT line, target_group, count(*), coalesce(max(crowd.people), 0),
           count(*) FILTER (WHERE last_on IS NULL OR last_on < {new_year}), max(last_on)
    FROM served LEFT JOIN crowd USING (line, target_group)
    GROUP BY line, target_group
"""


def matrix(user: User, asked: CoverageAsked, known: str = "") -> Matrix:
    """Return every cell of the lines asked: the length of each list, counted for all of them at once.

    `known` is the `state` of the coverage, for who has asked it already.
    """
    lines, groups = list(asked.lines()), list(TargetGroup.objects.all())
    named = set(LineTargetGroup.objects.filter(line__in=lines).values_list("line", "target_group"))
    counted = {(row[0], row[1]): row[2:] for row in _counted(user, asked, known or state(user))}
    cells = {
        (line.pk, group.pk): Cell(
            line, group, asked.day, (line.pk, group.pk) in named, *counted.get((line.pk, group.pk), ())
        )
        for line in lines
        for group in groups
    }
    return Matrix(asked.day, lines, groups, cells)


def _counted(user: User, asked: CoverageAsked, known: str) -> list[tuple[Any, ...]]:
    """Return for each cell that holds something: organisations, people, silent this year, last contact.

    Counting costs half a second at 500,000 contact moments, so the answer is kept until something changes; the question
    itself is part of the key, and with it what this user may see.
    """
    work = _work(user, asked.day).order_by().values("organisation", "person")
    try:
        pair_sql, pair_values = pairs(user, asked).query.sql_with_params()
        serving = ServingFact.objects.holding_on(asked.day).values("organisation", "targetgroup").distinct()
        serving_sql, serving_values = serving.query.sql_with_params()
        work_sql, work_values = work.query.sql_with_params()
    except EmptyResultSet:  # who may see nothing counts nothing
        return []
    said: dict[str, sql.Composable] = {
        "pairs": sql.SQL(pair_sql),
        "serving": sql.SQL(serving_sql),
        "work": sql.SQL(work_sql),
        "new_year": sql.Placeholder(),
    }
    statement = sql.SQL(COUNTED).format(**said).as_string(None)
    values = [*pair_values, *serving_values, *work_values, asked.new_year]
    key = sha256(repr((known, statement, values)).encode()).hexdigest()
    return cache.get_or_set(f"coverage-{key}", lambda: _fetched(statement, values), KEPT_FOR) or []


def _fetched(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
