"""The network as a graph: parties, and between two of them at most one tie that says what it is made of."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Pair = tuple[int, int]  # two places in `Graph.nodes`, the lower one first

MOST_NODES, MOST_TIES = 5_000, 20_000  # what a picture can hold and a browser can move
LARGEST_GROUP = 150  # a group of more ties everybody to everybody: that says nothing, and hides what does


class Who(TextChoices):
    """What the dots of the map are."""

    ORGANISATIONS = "organisations", _("Organisations")
    PEOPLE = "people", _("People")


class Source(TextChoices):
    """Where a tie on the map comes from."""

    STATED = "stated", _("Recorded ties")
    LINE = "line", _("Same programme line")
    EVENT = "event", _("Same event")


class Tie:
    """What lies between two parties, as flags in a plain number: there are many, and enumerations are slow.

    `FORTH` and `BACK` say which way a recorded tie runs; most run both ways.
    """

    STATED = 1
    LINE = 2
    EVENT = 4
    CONFIRMED = 8
    FADED = 16
    FORTH = 32
    BACK = 64


MADE_OF = {Source.STATED: Tie.STATED, Source.LINE: Tie.LINE, Source.EVENT: Tie.EVENT}


@dataclass(frozen=True)
class TooLarge:
    """A group of which the ties are left out, because everybody would be tied to everybody."""

    source: Source
    group: int
    size: int


@dataclass(frozen=True)
class Graph:
    """Parties by id in rising order, and what lies between them."""

    who: Who
    nodes: tuple[int, ...] = ()
    ties: Mapping[Pair, int] = field(default_factory=dict)
    left_out: tuple[TooLarge, ...] = ()

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each party in `nodes`."""
        return {pk: place for place, pk in enumerate(self.nodes)}

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The places of the neighbours of each place."""
        found: list[list[int]] = [[] for _node in self.nodes]
        for first, second in self.ties:
            found[first].append(second)
            found[second].append(first)
        return found

    @cached_property
    def degrees(self) -> list[int]:
        return [len(around) for around in self.neighbours]

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same parties with the same ties, and for nothing else."""
        told = json.dumps([self.who.value, self.nodes, sorted((*pair, tie) for pair, tie in self.ties.items())])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def stated(self) -> int:
        return sum(1 for tie in self.ties.values() if tie & Tie.STATED)

    @property
    def confirmed(self) -> int:
        return sum(1 for tie in self.ties.values() if tie & Tie.CONFIRMED)

    @property
    def faded(self) -> int:
        return sum(1 for tie in self.ties.values() if tie & Tie.FADED)

    @property
    def doubtful(self) -> bool:
        """Tell whether fewer than half of the recorded ties were confirmed by who they are about."""
        return self.confirmed * 2 < self.stated

    def around(self, pk: int, steps: int) -> dict[int, int]:
        """Return who can be reached from this party in so many steps, each with the number of steps."""
        if pk not in self.places:
            return {}
        reached, waiting = {self.places[pk]: 0}, deque([self.places[pk]])
        while waiting:
            here = waiting.popleft()
            if reached[here] == steps:
                continue
            for there in self.neighbours[here]:
                if there not in reached:
                    reached[there] = reached[here] + 1
                    waiting.append(there)
        return {self.nodes[place]: distance for place, distance in reached.items()}


@dataclass
class Weaver:
    """Gathers parties and ties, and makes a graph of them; what is about strangers is left out."""

    who: Who
    parties: Collection[int]

    def __post_init__(self) -> None:
        self.nodes = tuple(sorted(set(self.parties)))
        self.places = {pk: place for place, pk in enumerate(self.nodes)}
        self.ties: dict[Pair, int] = {}
        self.left_out: list[TooLarge] = []

    def tie(self, first: int, second: int, made_of: int) -> None:
        """Lay a tie that runs from the first to the second when `made_of` has `FORTH`, and back when it has `BACK`."""
        if first == second or first not in self.places or second not in self.places:
            return
        a, b = self.places[first], self.places[second]
        if a > b:
            a, b, made_of = b, a, turned(made_of)
        self.ties[a, b] = self.ties.get((a, b), 0) | made_of

    def tie_groups(self, source: Source, members: Iterable[tuple[int, int]]) -> None:
        """Tie everybody in a group to everybody else in it; `members` are pairs of a group and a party."""
        groups: dict[int, set[int]] = {}
        for group, party in members:
            if party in self.places:
                groups.setdefault(group, set()).add(self.places[party])
        made_of = MADE_OF[source]
        for group, places in sorted(groups.items()):
            if len(places) > LARGEST_GROUP:
                self.left_out.append(TooLarge(source, group, len(places)))
                continue
            for pair in combinations(sorted(places), 2):
                self.ties[pair] = self.ties.get(pair, 0) | made_of

    def woven(self) -> Graph:
        return Graph(self.who, self.nodes, self.ties, tuple(self.left_out))


def turned(tie: int) -> int:
    """Return the same tie seen from the other end."""
    plain = tie & ~(Tie.FORTH | Tie.BACK)
    return plain | (Tie.BACK if tie & Tie.FORTH else 0) | (Tie.FORTH if tie & Tie.BACK else 0)


@dataclass(frozen=True)
class Drawn:
    """What of a graph is drawn: all of it, or what has the most ties when it is more than a picture can hold."""

    nodes: list[int]  # places in the graph, rising
    ties: list[Pair]

    @classmethod
    def of(cls, graph: Graph, most_nodes: int = MOST_NODES, most_ties: int = MOST_TIES) -> Drawn:
        """Keep the best connected parties; then recorded ties before shared lines and events, and busy ends first."""
        if len(graph.nodes) <= most_nodes and len(graph.ties) <= most_ties:
            return cls(list(range(len(graph.nodes))), sorted(graph.ties))
        degree = graph.degrees
        best = sorted(range(len(graph.nodes)), key=lambda place: (-degree[place], graph.nodes[place]))[:most_nodes]
        kept = set(best)
        ties = [pair for pair in graph.ties if pair[0] in kept and pair[1] in kept]
        if len(ties) > most_ties:
            ties.sort(key=lambda pair: (not graph.ties[pair] & Tie.STATED, -degree[pair[0]] - degree[pair[1]], pair))
            ties = ties[:most_ties]
        return cls(sorted(kept), sorted(ties))

    def leaves_out(self, graph: Graph) -> bool:
        return len(self.nodes) < len(graph.nodes) or len(self.ties) < len(graph.ties)
