"""The ties of the map as a table: the same ties, with what each is made of, since when, and whether it faded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from network.graph import Graph, Tie
from network.queries import map_ties
from network.queries.map_ties import Ends, Known, Strand
from network.queries.parties import Party, parties

BY_NAME = ("first", "second")
BY_FACT = ("kind", "since", "known")
SORTS = (*BY_NAME, *BY_FACT)


@dataclass(frozen=True)
class TieRow:
    """One tie of the map, read from the first party to the second."""

    first: Party
    second: Party
    strands: list[Strand]
    made_of: int

    @property
    def shared_lines(self) -> list[int]:
        """The programme lines of both, when they tie them."""
        return [line for line in self.first.lines if line in self.second.lines] if self.made_of & Tie.LINE else []

    @property
    def same_line(self) -> bool:
        return bool(self.made_of & Tie.LINE)

    @property
    def same_event(self) -> bool:
        return bool(self.made_of & Tie.EVENT)

    @property
    def since(self) -> date | None:
        return min((each.tie.started_on for each in self.strands if each.tie.started_on), default=None)

    @property
    def last_known_on(self) -> date | None:
        return max((each.tie.last_known_on for each in self.strands), default=None)

    @property
    def faded(self) -> bool:
        """Tell whether nobody spoke of any of its recorded ties for two years."""
        return bool(self.strands) and all(each.faded for each in self.strands)


def shown_ties(graph: Graph, shown: Mapping[int, int]) -> list[Ends]:
    """Return the ties of which both ends are shown, each as two ids, the lower one first."""
    pairs = ((graph.nodes[a], graph.nodes[b]) for a, b in graph.ties)
    return [pair for pair in pairs if pair[0] in shown and pair[1] in shown]


def sorted_ties(
    found: QuerySet[Any], graph: Graph, pairs: Sequence[Ends], facts: Mapping[Ends, Known], sort: str
) -> list[Ends]:
    """Return these ties in this order, each as it is read; what has nothing to be sorted by stands at the end."""
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    place = {pk: number for number, pk in enumerate(found.order_by("sort_name", "pk").values_list("pk", flat=True))}
    read = sorted((_read(graph, pair, place) for pair in pairs), key=lambda ends: (place[ends[0]], place[ends[1]]))
    if key in BY_NAME:
        at = BY_NAME.index(key)
        return sorted(read, key=lambda ends: place[ends[at]], reverse=downwards)
    values = {ends: _value(facts.get(_pair(ends)), key) for ends in read}
    told = sorted((ends for ends in read if values[ends] is not None), key=lambda e: values[e], reverse=downwards)
    return [*told, *(ends for ends in read if values[ends] is None)]


def rows_of(user: User, graph: Graph, ties: Sequence[Ends], tie: int | None, today: date) -> list[TieRow]:
    """Return these ties with their parties and what they are made of, in this order."""
    ids = sorted({pk for ends in ties for pk in ends})
    known = {party.pk: party for party in parties(user, graph.who, ids, today)}
    strands = map_ties.strands(user, graph.who, ids, tie, today)
    rows = []
    for first, second in ties:
        if first in known and second in known:
            found, made_of = strands.get(_pair((first, second)), []), _made_of(graph, (first, second))
            between = found if first < second else [map_ties.turned(each) for each in found]
            rows.append(TieRow(known[first], known[second], between if made_of & Tie.STATED else [], made_of))
    return rows


def _made_of(graph: Graph, ends: Ends) -> int:
    low, high = sorted(graph.places[pk] for pk in ends)
    return graph.ties[low, high]


def _read(graph: Graph, pair: Ends, place: Mapping[int, int]) -> Ends:
    """Return which of the two comes first: from where the tie runs, and without direction the first by name."""
    tie, (one, other) = _made_of(graph, pair), pair
    if bool(tie & Tie.FORTH) != bool(tie & Tie.BACK):
        return (one, other) if tie & Tie.FORTH else (other, one)
    return (one, other) if place[one] < place[other] else (other, one)


def _value(known: Known | None, key: str) -> Any:
    if known is None:
        return None
    return {"kind": known.kind, "since": known.since, "known": known.last_known_on}[key]


def _pair(ends: Ends) -> Ends:
    return min(ends), max(ends)
