"""The network map as a file that was asked for: of the parties that stood on it then, as they are tied now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from network import graph_files, svg
from network.actions import measurements
from network.graph import Graph, Source, Who
from network.look import Colour, Size
from network.map_asked import MapAsked
from network.models import Export, GraphMeasurement, Organisation, Person
from network.models.export import Format
from network.picture import picture
from network.queries import graph as graphs
from network.queries import map_ties
from network.queries.parties import parties

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Taken:
    """Who takes which network along, and how it was asked to look."""

    user: User
    graph: Graph
    asked: MapAsked
    scope: str
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def row(self) -> GraphMeasurement | None:
        found: GraphMeasurement | None = GraphMeasurement.objects.filter(fingerprint=self.graph.fingerprint).first()
        return found

    @property
    def columns(self) -> dict[str, list[float]]:
        return self.row.columns or {} if self.row else {}


def told(asked: MapAsked, scope: str) -> dict[str, Any]:
    """Return the choices of a map as they are kept with an export."""
    return {
        "who": asked.who,
        "sources": list(asked.sources),
        "kind_of_tie": asked.kind_of_tie,
        "size": asked.size,
        "colour": asked.colour,
        "scope": scope,
    }


def file_of(export: Export, now: datetime) -> tuple[bytes, str, str]:
    """Return the file that was asked for, its kind and its name; the name says of what it is, never of whom."""
    make, content_type, name = MADE[export.format]
    taken = _taken(export, now)
    return make(taken), content_type, name.format(day=f"{taken.today:%Y-%m-%d}")


def _taken(export: Export, now: datetime) -> Taken:
    """Weave the network of the parties of an export again, as far as who asked may still see them."""
    kept = export.map_asked or {}
    who, sources = Who(kept["who"]), tuple(Source(each) for each in kept["sources"])
    looks: dict[str, Any] = {"size": Size(kept["size"]), "colour": Colour(kept["colour"])}
    asked = MapAsked(who, sources, kept["kind_of_tie"], **looks)
    weave: Any = graphs.of_organisations if who == Who.ORGANISATIONS else graphs.of_people
    model: Any = Organisation if who == Who.ORGANISATIONS else Person
    found = model.objects.visible_to(export.asked_by).filter(pk__in=export.keys)
    graph = weave(export.asked_by, found, sources, timezone.localdate(now), asked.kind_of_tie)
    return Taken(export.asked_by, graph, asked, kept["scope"], now)


def _picture(taken: Taken) -> bytes:
    """Draw the map; a network that changed since it was asked for gets its places first, near where all stood."""
    measurements.ask(graph=taken.graph, scope=taken.scope, now=taken.now)
    measurements.lay_out(fingerprint=taken.graph.fingerprint, now=taken.now)
    row = GraphMeasurement.objects.get(fingerprint=taken.graph.fingerprint)
    made = picture(taken.user, taken.graph, row, taken.asked, taken.today)
    return svg.drawn(made, title_of(taken.graph.who), date_format(taken.today, "j F Y")).encode()


def title_of(who: Who) -> str:
    return _("Network of people") if who == Who.PEOPLE else _("Network of organisations")


def _graphml(taken: Taken) -> bytes:
    found = parties(taken.user, taken.graph.who, taken.graph.nodes, taken.today)
    return graph_files.graphml(taken.graph, found, taken.columns, _words(taken))


def _parties(taken: Taken) -> bytes:
    found = parties(taken.user, taken.graph.who, taken.graph.nodes, taken.today)
    return graph_files.nodes_csv(taken.graph, found, taken.columns)


def _ties(taken: Taken) -> bytes:
    found = parties(taken.user, taken.graph.who, taken.graph.nodes, taken.today)
    return graph_files.ties_csv(taken.graph, found, _words(taken))


def _words(taken: Taken) -> dict[tuple[int, int], list[str]]:
    return map_ties.words(taken.user, taken.graph.who, taken.graph.nodes, taken.asked.kind_of_tie, taken.today)


MADE: dict[str, tuple[Callable[[Taken], bytes], str, str]] = {
    Format.SVG: (_picture, "image/svg+xml", "netwerk-{day}.svg"),
    Format.GRAPHML: (_graphml, "application/graphml+xml", "netwerk-{day}.graphml"),
    Format.PARTIES: (_parties, CSV, "netwerk-{day}.csv"),
    Format.TIES: (_ties, CSV, "banden-{day}.csv"),
}
