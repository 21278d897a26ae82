"""The measures of a network, each by its published formula, computed by igraph; NetworkX gives the same numbers.

A network here is simple and without direction: two parties have a tie or not. Only reciprocity looks at direction.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import igraph

Pair = tuple[int, int]

EXACT_UP_TO = 8_000  # parties; above it betweenness is estimated
PIVOTS = 1_000  # from so many parties, picked by lot
SEED = 2022  # lots that fall the same way every time
ROUNDS, PRECISION = 5_000, 1e-13  # of the power iteration, for a network that the quick way does not solve


@dataclass(frozen=True)
class Whole:
    """What holds for the network as a whole; nothing stands where a network of this kind has no such number."""

    nodes: int
    ties: int
    density: float | None
    components: int
    largest: int
    isolated: int
    diameter: int | None
    path_length: float | None
    reciprocity: float | None
    communities: int
    modularity: float | None
    estimated: bool


@dataclass(frozen=True)
class Measured:
    """The whole, and for each measure the value of each party, in the order of the parties."""

    whole: Whole
    degree: list[int]
    betweenness: list[float]
    closeness: list[float]
    eigenvector: list[float]
    clustering: list[float]
    component: list[int]
    community: list[int]

    def columns(self) -> dict[str, list[Any]]:
        """Return the measures of the parties by name."""
        told = asdict(self)
        del told["whole"]
        return told


def measure(size: int, ties: Iterable[Pair], arcs: Iterable[Pair] = ()) -> Measured:
    """Compute all measures of a network of `size` parties, numbered from zero.

    `ties` may name a pair twice or both ways round; it counts once. `arcs` are the recorded ties with their direction.
    """
    simple = sorted({(min(pair), max(pair)) for pair in ties if pair[0] != pair[1]})
    graph = igraph.Graph(n=size, edges=simple)
    component = by_size(graph.connected_components().membership)
    community = by_size(communities(graph))
    return Measured(
        whole=whole(graph, component, community, reciprocity(arcs)),
        degree=graph.degree(),
        betweenness=betweenness(graph),
        closeness=closeness(graph, component),
        eigenvector=eigenvector(graph, component),
        clustering=graph.transitivity_local_undirected(mode="zero"),
        component=component,
        community=community,
    )


def whole(graph: igraph.Graph, component: list[int], community: list[int], mutual: float | None) -> Whole:
    """Say what holds for the whole.

    Density is 2m / n(n − 1) (Wasserman and Faust 1994, section 4.1.1). Diameter and mean path length are those of the
    largest component, because between components there is no way at all.
    """
    size = graph.vcount()
    largest = graph.induced_subgraph([place for place, number in enumerate(component) if number == 0])
    connected = largest.vcount() > 1
    return Whole(
        nodes=size,
        ties=graph.ecount(),
        density=graph.density() if size > 1 else None,
        components=len(set(component)),
        largest=largest.vcount(),
        isolated=graph.degree().count(0),
        diameter=int(largest.diameter()) if connected else None,
        path_length=largest.average_path_length() if connected else None,
        reciprocity=mutual,
        communities=len(set(community)),
        modularity=graph.modularity(community) if graph.ecount() else None,
        estimated=size > EXACT_UP_TO,
    )


def betweenness(graph: igraph.Graph) -> list[float]:
    """Return how often each party lies on the shortest ways between two others (Freeman 1977, Brandes 2001).

    The sum over pairs s, t of the share of shortest ways from s to t through v, divided by (n − 1)(n − 2) / 2, as
    NetworkX does. Above `EXACT_UP_TO` parties it is an estimate from `PIVOTS` starting points (Brandes and Pich 2007).
    """
    size = graph.vcount()
    if size <= 2:
        return [0.0] * size
    pairs = (size - 1) * (size - 2) / 2
    if size <= EXACT_UP_TO:
        return [value / pairs for value in graph.betweenness(directed=False)]
    pivots = random.Random(SEED).sample(range(size), PIVOTS)  # noqa: S311  lots, not secrets
    sampled = graph.betweenness(directed=False, sources=pivots)
    return [value * size / PIVOTS / pairs for value in sampled]


def closeness(graph: igraph.Graph, component: list[int]) -> list[float]:
    """Return how near each party is to the others (Freeman 1979, corrected for components by Wasserman and Faust).

    With r − 1 others within reach at distances d: (r − 1) / Σ d, times (r − 1) / (n − 1); zero without neighbours.
    """
    size = graph.vcount()
    reach = [number - 1 for number in counted(component)]
    nearness = graph.closeness(normalized=False) if size > 1 else [math.nan] * size
    return [
        0.0 if math.isnan(near) else near * reach[number] ** 2 / (size - 1)
        for near, number in zip(nearness, component, strict=True)
    ]


def eigenvector(graph: igraph.Graph, component: list[int]) -> list[float]:
    """Return the eigenvector centrality (Bonacich 1972): who is tied to parties that are well tied themselves.

    The eigenvector of the largest eigenvalue λ of the adjacency matrix, of length 1. In components with a smaller λ all
    are zero; components that share the largest one share the vector, as in the power iteration that starts with ones.
    """
    values = [0.0] * graph.vcount()
    for places, vector in _leading(graph, component):
        weight = sum(vector)
        for place, value in zip(places, vector, strict=True):
            values[place] = value * weight
    length = math.sqrt(sum(value * value for value in values))
    return [value / length for value in values] if length else values


def communities(graph: igraph.Graph) -> list[int]:
    """Return groups that have more ties inside than one would expect: Leiden on modularity (Traag and others 2019)."""
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311  lots, not secrets
    found: list[int] = graph.community_leiden(objective_function="modularity", n_iterations=-1).membership
    return found


def reciprocity(arcs: Iterable[Pair]) -> float | None:
    """Return which part of the recorded ties with their direction is also recorded the other way round.

    Twice the number of mutual pairs, divided by the number of arcs; nothing without arcs.
    """
    known = set(arcs)
    return sum(1 for first, second in known if (second, first) in known) / len(known) if known else None


def by_size(membership: Sequence[int]) -> list[int]:
    """Number groups from zero, the largest first; of equal ones the one with the first member."""
    first = {group: place for place, group in reversed(list(enumerate(membership)))}
    count = dict.fromkeys(first, 0)
    for group in membership:
        count[group] += 1
    order = sorted(first, key=lambda group: (-count[group], first[group]))
    number = {group: place for place, group in enumerate(order)}
    return [number[group] for group in membership]


def counted(membership: Sequence[int]) -> list[int]:
    """Return how many are in each group, by the number of the group."""
    count = [0] * (max(membership, default=-1) + 1)
    for group in membership:
        count[group] += 1
    return count


def _leading(graph: igraph.Graph, component: list[int]) -> list[tuple[list[int], list[float]]]:
    """Return the components with the largest eigenvalue, each with its eigenvector of length 1.

    An eigenvalue is never larger than the highest degree of its component, so that most need no look.
    """
    members: dict[int, list[int]] = {}
    for place, number in enumerate(component):
        members.setdefault(number, []).append(place)
    degree = graph.degree()
    highest = {number: max(degree[place] for place in places) for number, places in members.items()}
    best, found = -1.0, []
    for number in sorted(members, key=lambda number: -highest[number]):
        if highest[number] < best - 1e-9:
            break
        value, vector = _dominant(graph.induced_subgraph(members[number]))
        found.append((value, members[number], vector))
        best = max(best, value)
    return [(places, vector) for value, places, vector in found if value > best - 1e-9]


def _dominant(graph: igraph.Graph) -> tuple[float, list[float]]:
    """Return the largest eigenvalue of a connected network and its eigenvector, of length 1 and nowhere below zero."""
    if graph.vcount() == 1:
        return 0.0, [1.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # igraph warns before it fails; what it does not solve is solved below
        try:
            vector, value = graph.eigenvector_centrality(scale=False, return_eigenvalue=True)
        except igraph.InternalError:
            value, vector = _iterated(graph)
    length = math.sqrt(sum(part * part for part in vector))
    return value, [abs(part) / length for part in vector]


def _iterated(graph: igraph.Graph) -> tuple[float, list[float]]:
    """Find the largest eigenvalue by power iteration on A + 1, which cannot swing to and fro."""
    around = graph.get_adjlist()
    vector = [1.0 / math.sqrt(len(around))] * len(around)
    length = 1.0
    for _round in range(ROUNDS):
        following = [part + sum(vector[near] for near in around[place]) for place, part in enumerate(vector)]
        length = math.sqrt(sum(part * part for part in following))
        following = [part / length for part in following]
        moved = max(abs(old - new) for old, new in zip(vector, following, strict=True))
        vector = following
        if moved < PRECISION:
            break
    return length - 1.0, vector
