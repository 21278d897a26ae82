"""The map as a table: the same parties, with all their properties and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from network.graph import Graph
from network.measure_words import Measure
from network.queries.parties import Party, parties

COLUMNS = tuple(Measure)
IN_DATABASE = {"name": "sort_name", "contact": "last_contact_on"}
SORTS = ("-degree", "degree", *IN_DATABASE, *(measure.value for measure in Measure if measure != Measure.DEGREE))


@dataclass(frozen=True)
class Cell:
    """One measure of one party; nothing while it is not known."""

    measure: Measure
    value: float | int | None


@dataclass(frozen=True)
class Row:
    """One party with its measures; parts and groups are numbered from one."""

    party: Party
    cells: list[Cell]

    @property
    def degree(self) -> int:
        return int(self.cells[0].value or 0)


def sorted_parties(
    found: QuerySet[Any], graph: Graph, columns: Mapping[str, Sequence[float]], shown: Mapping[int, int], sort: str
) -> list[int]:
    """Return the ids of all that is shown, in this order; what is equal stands by id."""
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    if key in IN_DATABASE:
        field = F(IN_DATABASE[key])
        order = field.desc(nulls_last=True) if downwards else field.asc(nulls_first=True)
        return [pk for pk in found.order_by(order, "pk").values_list("pk", flat=True) if pk in shown]
    values = _values(graph, columns, Measure(key))
    ids = [pk for pk in graph.nodes if pk in shown]
    sign = -1 if downwards else 1
    return sorted(ids, key=lambda pk: (sign * (values[graph.places[pk]] if values else 0), pk))


def rows_of(
    user: User, graph: Graph, columns: Mapping[str, Sequence[float]], ids: Sequence[int], today: date
) -> list[Row]:
    """Return these parties with their measures, in this order."""
    return [
        Row(party, [_cell(graph, columns, measure, graph.places[party.pk]) for measure in COLUMNS])
        for party in parties(user, graph.who, ids, today)
    ]


def _cell(graph: Graph, columns: Mapping[str, Sequence[float]], measure: Measure, place: int) -> Cell:
    values = _values(graph, columns, measure)
    if not values:
        return Cell(measure, None)
    return Cell(measure, values[place] if measure.ranks else int(values[place]) + 1)


def _values(graph: Graph, columns: Mapping[str, Sequence[float]], measure: Measure) -> Sequence[float]:
    """Return a measure of all parties; the number of ties is known without computing."""
    if measure == Measure.DEGREE:
        return graph.degrees
    return columns.get(measure, ())
