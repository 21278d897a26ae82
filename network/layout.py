"""Where each party stands on the map: the largest component in the middle, the others in rows below, loose ones last.

Positions are steady: who stood somewhere stays there, so that a new tie does not turn the world round.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import igraph

from network.measures import SEED, Pair, by_size

Position = tuple[float, float]

SPREAD = 0.8  # of a component, times the root of its size: then everybody has about one square
WIDER = 1.2  # because a screen is wider than it is high
GAP = 1.0  # between what is not tied together
CAREFUL_UP_TO = 300  # parties for which the slow and beautiful way takes less than a second
REMEMBERED = 0.5  # the part of a component that must have stood somewhere for the rest to join it


def laid_out(nodes: Sequence[int], ties: Sequence[Pair], before: Mapping[int, Position]) -> list[Position]:
    """Return a position for each of these parties; `ties` name places in `nodes`, `before` is by party."""
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311  lots, not secrets
    graph = igraph.Graph(n=len(nodes), edges=ties)
    stood = {place: before[party] for place, party in enumerate(nodes) if party in before}
    found: dict[int, Position] = {}
    new: list[list[int]] = []
    for places in _components(graph):
        known = {place: stood[place] for place in places if place in stood}
        if len(known) >= max(1, REMEMBERED * len(places)):
            found |= _joined(graph, places, known)
        else:
            new.append(places)
    if not found and new:
        found |= _afresh(graph, new.pop(0))
    rows = Rows.below(found.values(), sum(len(places) for places in new))
    for places in new:
        found |= rows.take(_afresh(graph, places))
    return [found[place] for place in range(len(nodes))]


@dataclass
class Rows:
    """Puts one thing beside the other, and begins a row below when the row is as wide as it may be."""

    left: float
    width: float
    x: float
    y: float
    height: float = 0.0

    @classmethod
    def below(cls, positions: Iterable[Position], more: int) -> Rows:
        """Begin below these positions, wide enough for so many more."""
        left, _top, right, bottom = _box(positions)
        width = max(right - left, GAP * math.sqrt(more) * 1.6)
        return cls(left=left, width=width, x=left, y=bottom + GAP)

    def take(self, shape: dict[int, Position]) -> dict[int, Position]:
        """Move this shape to the next free place."""
        left, top, right, bottom = _box(shape.values())
        if self.x > self.left and self.x + right - left > self.left + self.width:
            self.x, self.y, self.height = self.left, self.y + self.height + GAP, 0.0
        moved = {place: (x - left + self.x, y - top + self.y) for place, (x, y) in shape.items()}
        self.x += right - left + GAP
        self.height = max(self.height, bottom - top)
        return moved


def _components(graph: igraph.Graph) -> list[list[int]]:
    """Return the places of each component, the largest first."""
    groups: dict[int, list[int]] = {}
    for place, number in enumerate(by_size(graph.connected_components().membership)):
        groups.setdefault(number, []).append(place)
    return [places for _number, places in sorted(groups.items())]


def _afresh(graph: igraph.Graph, places: list[int]) -> dict[int, Position]:
    """Lay out one component by forces: Kamada and Kawai 1989 while quick, else Fruchterman and Reingold 1991."""
    if len(places) == 1:
        return {places[0]: (0.0, 0.0)}
    part = graph.induced_subgraph(places)
    if len(places) <= CAREFUL_UP_TO:
        layout = part.layout_kamada_kawai()
    else:
        layout = part.layout_fruchterman_reingold(niter=500 if len(places) <= 2_000 else 250, grid="auto")
    scale = SPREAD * math.sqrt(len(places)) / _spread(layout)
    return {place: (x * scale * WIDER, y * scale / WIDER) for place, (x, y) in zip(places, layout, strict=True)}


def _spread(positions: Iterable[Position]) -> float:
    """Return how far positions lie from their middle: the root of the mean square."""
    points = list(positions)
    middle_x, middle_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    square = sum((x - middle_x) ** 2 + (y - middle_y) ** 2 for x, y in points) / len(points)
    return math.sqrt(square) or 1.0


def _joined(graph: igraph.Graph, places: list[int], known: dict[int, Position]) -> dict[int, Position]:
    """Leave everybody where they stood and put newcomers beside their neighbours."""
    lots = random.Random(SEED)  # noqa: S311  lots, not secrets
    placed = dict(known)
    waiting = [place for place in places if place not in placed]
    while waiting:
        ready = [place for place in waiting if any(near in placed for near in graph.neighbors(place))]
        for place in ready:
            near = [placed[other] for other in graph.neighbors(place) if other in placed]
            turn = lots.uniform(0, 2 * math.pi)
            x, y = (sum(axis) / len(near) for axis in zip(*near, strict=True))
            placed[place] = (x + 0.7 * math.cos(turn), y + 0.7 * math.sin(turn))
        waiting = [place for place in waiting if place not in placed]
    return placed


def _box(positions: Iterable[Position]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what holds all these positions."""
    points = list(positions) or [(0.0, 0.0)]
    return (
        min(x for x, _y in points),
        min(y for _x, y in points),
        max(x for x, _y in points),
        max(y for _x, y in points),
    )
