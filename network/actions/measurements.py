"""Measuring the network: a page asks, a worker computes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from network.graph import Drawn, Graph, Tie, Who
from network.layout import Position, laid_out
from network.measures import measure
from network.models import GraphMeasurement


@transaction.atomic
def tell_reason(*, reason: str, by: User, now: datetime) -> None:  # noqa: ARG001  told the time
    """Keep what a colleague needs people on the map for."""
    audit.write("network.people_map_opened", by=by, reason=reason)


@transaction.atomic
def ask(*, graph: Graph, scope: str, now: datetime) -> GraphMeasurement:
    """Keep that this network is to be laid out and measured; one that was measured lately stays as it is."""
    told = {"nodes": graph.nodes, "ties": [[*pair, tie] for pair, tie in sorted(graph.ties.items())]}
    asked, new = GraphMeasurement.objects.select_for_update().get_or_create(
        fingerprint=graph.fingerprint,
        defaults={"scope": scope, "who": graph.who, "asked_at": now, "graph": told},
    )
    if not new and (asked.scope != scope or asked.wears_out(now)):
        asked.scope, asked.asked_at = scope, now
        asked.save(update_fields=["scope", "asked_at"])
    return asked


def compute(*, fingerprint: str, now: datetime) -> bool:
    """Lay out and measure a network that was asked for; the layout stands at once, the measures when they are ready.

    Return whether there was anything to do: another worker may be at it, or have done it.
    """
    lay_out(fingerprint=fingerprint, now=now)
    return work_out(fingerprint=fingerprint, now=now)


@transaction.atomic
def lay_out(*, fingerprint: str, now: datetime) -> bool:
    """Give everybody that is drawn a position, near where they stood on the last map with the same choices."""
    row = _claimed(fingerprint)
    if row is None or row.laid_out_at:
        return False
    graph = graph_of(row)
    drawn = Drawn.of(graph)
    nodes = [graph.nodes[place] for place in drawn.nodes]
    renumbered = {place: new for new, place in enumerate(drawn.nodes)}
    ties = [(renumbered[first], renumbered[second]) for first, second in drawn.ties]
    positions = laid_out(nodes, ties, _positions_before(row))
    row.positions = {str(party): [round(x, 3), round(y, 3)] for party, (x, y) in zip(nodes, positions, strict=True)}
    row.laid_out_at = now
    row.save(update_fields=["positions", "laid_out_at"])
    return True


@transaction.atomic
def work_out(*, fingerprint: str, now: datetime) -> bool:
    """Compute the measures of a network that was asked for."""
    row = _claimed(fingerprint)
    if row is None or row.measured_at:
        return False
    graph = graph_of(row)
    measured = measure(len(graph.nodes), graph.ties, arcs_of(graph))
    row.whole, row.columns, row.measured_at = asdict(measured.whole), measured.columns(), now
    row.save(update_fields=["whole", "columns", "measured_at"])
    return True


def forget_outdated(*, now: datetime) -> int:
    """Throw away what nobody asked for in thirty days; return how many."""
    return int(GraphMeasurement.objects.outdated(now).delete()[0])


@transaction.atomic
def tell_taken(*, parties: int, ties: int, by: User) -> None:
    """Keep that a colleague took a picture of her screen with the map along, and how much was on that map."""
    audit.write("network.map_taken_along", by=by, parties=parties, ties=ties)


def graph_of(row: GraphMeasurement) -> Graph:
    """Return the network that this measurement is of."""
    ties = {(first, second): tie for first, second, tie in row.graph["ties"]}
    return Graph(Who(row.who), tuple(row.graph["nodes"]), ties)


def arcs_of(graph: Graph) -> list[tuple[int, int]]:
    """Return the recorded ties with their direction; one that runs both ways is two."""
    forth = [(first, second) for (first, second), tie in graph.ties.items() if tie & Tie.FORTH]
    return forth + [(second, first) for (first, second), tie in graph.ties.items() if tie & Tie.BACK]


def _claimed(fingerprint: str) -> GraphMeasurement | None:
    """Return the row, held by this worker alone; nothing when another holds it."""
    rows = GraphMeasurement.objects.select_for_update(skip_locked=True)
    found: GraphMeasurement | None = rows.filter(fingerprint=fingerprint).first()
    return found


def _positions_before(row: GraphMeasurement) -> dict[int, Position]:
    """Return where everybody stood: on the last map with the same choices, else on the last one of the same parties."""
    earlier = GraphMeasurement.objects.exclude(pk=row.pk).filter(who=row.who, laid_out_at__isnull=False)
    last = earlier.filter(scope=row.scope).first() or earlier.first()
    known = last.positions or {} if last else {}
    return {int(party): (x, y) for party, (x, y) in known.items()}
