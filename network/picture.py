"""What a picture of the network is made of, for the browser and for the server alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from accounts.models import User
from network.graph import Drawn, Graph
from network.look import Look, look
from network.map_asked import MapAsked
from network.models import GraphMeasurement
from network.queries.parties import Party, parties


@dataclass(frozen=True)
class Picture:
    """Parties with a place and a look, and the ties between them as pairs of places in `parties`, with their flags."""

    parties: list[Party]
    positions: list[tuple[float, float]]
    degrees: list[int]
    look: Look
    ties: list[tuple[int, int, int]]


def picture(user: User, graph: Graph, row: GraphMeasurement, asked: MapAsked, today: date) -> Picture:
    """Put together what is drawn of this network, with the look that was chosen."""
    drawn = Drawn.of(graph)
    placed = row.positions or {}
    found = parties(user, graph.who, [graph.nodes[place] for place in drawn.nodes], today)
    places = [graph.places[party.pk] for party in found]
    new = {place: number for number, place in enumerate(places)}
    measures = {name: [values[place] for place in places] for name, values in (row.columns or {}).items()}
    measures["degree"] = [graph.degrees[place] for place in places]
    return Picture(
        parties=found,
        positions=[tuple(placed[str(party.pk)]) for party in found],
        degrees=measures["degree"],
        look=look(found, measures, asked.size, asked.colour, today),
        ties=[(new[a], new[b], graph.ties[a, b]) for a, b in drawn.ties if a in new and b in new],
    )


def picture_data(user: User, graph: Graph, row: GraphMeasurement, asked: MapAsked, today: date) -> dict[str, Any]:
    """Return the picture as lists of numbers and names, which is what a browser reads quickest."""
    drawn = picture(user, graph, row, asked, today)
    return {
        "id": [party.pk for party in drawn.parties],
        "name": [party.name for party in drawn.parties],
        "x": [x for x, _y in drawn.positions],
        "y": [y for _x, y in drawn.positions],
        "degree": drawn.degrees,
        "radius": drawn.look.radius,
        "kind": drawn.look.kind,
        "legend": [asdict(kind) for kind in drawn.look.legend],
        "ties": [number for tie in drawn.ties for number in tie],
    }
