"""Who stands beside one party, and what lies between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from network.graph import Graph, Source, Tie
from network.models import LinePartner, Organisation, Relationship
from network.queries import graph as graphs
from network.queries import map_ties
from network.queries.map_ties import Strand
from network.queries.parties import Party, parties

MOST_SPOKES = 6  # with names that can be read in a small picture
MIDDLE = (170, 130)  # of the small picture, in pixels


@dataclass(frozen=True)
class Near:
    """A neighbour, with what lies between in words."""

    party: Party
    tie: int
    strands: tuple[Strand, ...] = ()

    @property
    def stated(self) -> bool:
        return bool(self.tie & Tie.STATED)

    @property
    def faded(self) -> bool:
        return bool(self.tie & Tie.FADED)

    @property
    def words(self) -> str:
        """What lies between, read from the party in the middle to this one."""
        said = [_("%(tie)s (confirmed)") % {"tie": each.words} if each.tie.confirmed_on else each.words
                for each in self.strands]  # fmt: skip
        known = [(Tie.LINE, _("same line")), (Tie.EVENT, _("same event"))]
        return ", ".join([*said, *(word for flag, word in known if self.tie & flag)])


def neighbours_of(user: User, graph: Graph, pk: int, today: date, kind: int | None = None) -> list[Near]:
    """Return the neighbours of a party: recorded ties first, then by name."""
    here = graph.places[pk]
    ties = {graph.nodes[there]: graph.ties[min(here, there), max(here, there)] for there in graph.neighbours[here]}
    stated = [other for other, tie in ties.items() if tie & Tie.STATED]
    strands = map_ties.strands_of(user, graph.who, pk, others=stated, tie=kind, today=today)
    beside = parties(user, graph.who, list(ties), today)
    found = [Near(party, ties[party.pk], strands.get(party.pk, ())) for party in beside]
    return sorted(found, key=lambda near: (not near.stated, near.party.name.casefold()))


@dataclass(frozen=True)
class Spoke:
    """A neighbour at its place in a small picture, in pixels."""

    near: Near
    x: int
    y: int

    @property
    def label_y(self) -> int:
        """Names stand above what is above the middle, and below what is below it."""
        return self.y - 14 if self.y < MIDDLE[1] else self.y + 24

    @property
    def anchor(self) -> str:
        """Names run away from the middle line, so that two beside each other do not meet."""
        if abs(self.x - MIDDLE[0]) > 80:
            return "middle"
        return "start" if self.x > MIDDLE[0] else "end"


@dataclass(frozen=True)
class Surroundings:
    """The first neighbours of an organisation, and how many there are."""

    near: list[Near]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.near)

    @property
    def spokes(self) -> list[Spoke]:
        """Put the first of them in a ring around the middle of a small picture, beginning at the top."""
        ring = self.near[:MOST_SPOKES]
        turns = (2 * math.pi * (number + 0.5) / len(ring) - math.pi / 2 for number in range(len(ring)))
        return [
            Spoke(near, round(MIDDLE[0] + 112 * math.cos(turn)), round(MIDDLE[1] + 95 * math.sin(turn)))
            for near, turn in zip(ring, turns, strict=True)
        ]


def surroundings(user: User, organisation: Organisation, today: date, most: int) -> Surroundings:
    """Return who is tied to this organisation by a recorded tie or a shared line; reads no more than its own ties."""
    ties = Relationship.objects.visible_to(user).holding_on(today).of(organisation)
    ends = ties.order_by().values_list("first_organisation", "second_organisation")
    own_lines = LinePartner.objects.holding_on(today).filter(organisation=organisation).values("line")
    partners = LinePartner.objects.holding_on(today).filter(line__in=own_lines).values_list("organisation", flat=True)
    near = {party for pair in ends for party in pair} | set(partners.order_by()) | {organisation.pk}
    found = Organisation.objects.visible_to(user).filter(pk__in=near)
    graph = graphs.of_organisations(user, found, [Source.STATED, Source.LINE], today)
    beside = neighbours_of(user, graph, organisation.pk, today) if organisation.pk in graph.places else []
    return Surroundings(beside[:most], len(beside))
