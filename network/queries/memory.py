"""How lines stand on a day, and what changed in the network between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.measures import Measured, measure
from network.models import LineFact, LinePartner, Organisation, ProgrammeLine, Relationship, Snapshot, SnapshotLine
from network.models.relationship import FADES_AFTER
from network.queries.coverage import Cell, CoverageAsked, Matrix, pairs
from network.queries.promise import Promise, Standing

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class LineFigures:
    """The measures of a programme line on a day; `density` is ties / (n (n - 1) / 2) for n organisations."""

    organisations: int
    partners: int
    contacts: int
    promised: int
    kept: int
    ties: int

    @property
    def density(self) -> float:
        possible = self.organisations * (self.organisations - 1) / 2
        return self.ties / possible if possible else 0.0


def network_of(user: User, line: ProgrammeLine, day: date) -> Measured:
    """Measure the network of the ties that held on a day between the organisations that were of this line then."""
    of_line = pairs(user, CoverageAsked(day, line=line)).values_list("organisation", flat=True)
    places = {organisation: place for place, organisation in enumerate(sorted(of_line))}
    among = {"first_organisation__in": of_line, "second_organisation__in": of_line}
    ends = "first_organisation", "second_organisation", "kind__name", "kind__name_back"
    rows = ties_on(user, day).filter(**among).values_list(*ends)
    ties = [(places[first], places[second], there == back) for first, second, there, back in rows]
    forth = [(first, second) for first, second, _both in ties]
    back = [(second, first) for first, second, both in ties if both]
    return measure(len(places), forth, [*forth, *back])


def figures_of(user: User, line: ProgrammeLine, matrix: Matrix) -> LineFigures:
    """Measure one line as it stood on the day of the matrix."""
    day = matrix.day
    of_line = pairs(user, CoverageAsked(day, line=line)).values("organisation")
    promises = [Promise(cell) for cell in matrix.row(line) if cell.named]
    spoken = LineFact.objects.filter(line=line, spoken_on__gt=day - A_YEAR, spoken_on__lte=day)
    among = {"first_organisation__in": of_line, "second_organisation__in": of_line}
    return LineFigures(
        organisations=of_line.count(),
        partners=partners_on(user, day).filter(line=line).values("organisation").distinct().count(),
        contacts=spoken.filter(organisation__in=Organisation.objects.visible_to(user)).count(),
        promised=len(promises),
        kept=sum(1 for promise in promises if promise.standing != Standing.BROKEN),
        ties=ties_on(user, day).filter(**among).count(),
    )


def partners_on(user: User, day: date) -> QuerySet[LinePartner]:
    """Return the partnerships that held on a day; one without a first day holds since its organisation was recorded."""
    held: QuerySet[LinePartner] = LinePartner.objects.holding_on(day)
    known = Q(started_on__isnull=False) | Q(organisation__created_at__date__lte=day)
    return held.filter(known, organisation__in=Organisation.objects.visible_to(user))


def ties_on(user: User, day: date) -> QuerySet[Relationship]:
    """Return the ties between organisations that held on a day; one without a first day holds since it was stated."""
    seen = Organisation.objects.visible_to(user)
    ties: QuerySet[Relationship] = Relationship.objects.visible_to(user).between_organisations().holding_on(day)
    known = Q(started_on__isnull=False) | Q(stated_on__lte=day)
    return ties.filter(known, first_organisation__in=seen, second_organisation__in=seen)


class Change(TextChoices):
    """What became different between two days."""

    NEW_PARTNERS = "nieuwe-partners", _("New partners")
    LOST_PARTNERS = "verloren-partners", _("Lost partners")
    NEW_TIES = "nieuwe-relaties", _("New ties")
    LOST_TIES = "verloren-relaties", _("Lost ties")
    FADED_TIES = "vervaagde-relaties", _("Faded ties")


def changed(user: User, what: Change, before: date, after: date) -> QuerySet[Any, Any]:
    """Return what became different: partnerships or ties that are new, lost, or faded by the later day."""
    if what in (Change.NEW_PARTNERS, Change.LOST_PARTNERS):
        then, now = (after, before) if what == Change.NEW_PARTNERS else (before, after)
        found = partners_on(user, then).exclude(pk__in=partners_on(user, now).values("pk"))
        return found.select_related("organisation", "line__theme").order_by("line__number", "organisation__sort_name")
    if what == Change.FADED_TIES:
        faded = ties_on(user, after).filter(last_known_on__lt=after - FADES_AFTER)
        found_ties = faded.filter(last_known_on__gte=before - FADES_AFTER)
    else:
        then, now = (after, before) if what == Change.NEW_TIES else (before, after)
        found_ties = ties_on(user, then).exclude(pk__in=ties_on(user, now).values("pk"))
    ends = "kind", "first_organisation", "second_organisation"
    return found_ties.select_related(*ends).order_by("first_organisation__sort_name", "pk")


@dataclass(frozen=True)
class CellChange:
    """A cell of the matrix as it was remembered of two months, in another state in the later one."""

    before: Cell
    after: Cell


def months_between(before: date, after: date) -> tuple[Snapshot, Snapshot] | None:
    """Return the first and the last month that were remembered between two days; nothing when there are no two."""
    months = list(Snapshot.objects.filter(day__gte=before, day__lte=after).order_by("day"))
    return (months[0], months[-1]) if len(months) > 1 else None


def cells_changed(first: Snapshot, last: Snapshot) -> list[CellChange]:
    """Return the cells of which the state was another in the later of two remembered months, line by line."""
    then, now = _cells_of(first), _cells_of(last)
    changes = [CellChange(then[key], cell) for key, cell in now.items() if key in then]
    return [each for each in changes if each.before.state != each.after.state]


def _cells_of(snapshot: Snapshot) -> dict[tuple[int, int], Cell]:
    rows = snapshot.cells.select_related("line__theme", "target_group")
    return {
        (row.line_id, row.target_group_id): Cell(
            row.line, row.target_group, snapshot.day, row.named, row.organisations, row.people, row.silent, row.last_on
        )
        for row in rows.order_by("line__number", "target_group__position")
    }


def remembered(before: date, after: date) -> dict[int, list[SnapshotLine]]:
    """Return what was remembered of each line between two days, month by month."""
    rows = SnapshotLine.objects.filter(snapshot__day__gte=before, snapshot__day__lte=after)
    found: dict[int, list[SnapshotLine]] = {}
    for row in rows.select_related("snapshot").order_by("snapshot__day"):
        found.setdefault(row.line_id, []).append(row)
    return found
