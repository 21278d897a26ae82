"""The network as data to take along: GraphML for Gephi and yEd, CSV for a spreadsheet; nothing in it calculates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from network.graph import Graph, Tie
from network.measure_words import Measure
from network.queries.parties import Party
from web.spreadsheets import as_csv

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0

KINDS_OF_TIES = (("stated", Tie.STATED), ("line", Tie.LINE), ("event", Tie.EVENT), ("confirmed", Tie.CONFIRMED))
TOLD_OF_TIES = ("called", "shared_lines")
Columns = Mapping[str, Sequence[float]]
Words = Mapping[tuple[int, int], Sequence[str]]


def graphml(graph: Graph, parties: Sequence[Party], columns: Columns, words: Words) -> bytes:
    """Return the network as GraphML (Brandes and others 2002), with all that the table tells of each party.

    `words` says what recorded ties are called, by the ids of the two parties, read from the lower one on.
    """
    keys = [("name", "string"), ("kind", "string"), ("province", "string"), ("groups", "string"), ("lines", "string")]
    keys += [(measure.value, "int" if measure.counts else "double") for measure in Measure]
    declared = [f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>' for name, kind in keys]
    declared += [
        f'<key id="{name}" for="edge" attr.name="{name}" attr.type="boolean"/>' for name, _flag in KINDS_OF_TIES
    ]
    declared += [f'<key id="{name}" for="edge" attr.name="{name}" attr.type="string"/>' for name in TOLD_OF_TIES]
    text = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *declared,
        '<graph id="KIS" edgedefault="undirected">',
        *_nodes(graph, parties, columns),
        *_edges(graph, {party.pk: party for party in parties}, words),
        "</graph></graphml>",
    ]
    return "\n".join(text).encode()


def nodes_csv(graph: Graph, parties: Sequence[Party], columns: Columns) -> bytes:
    """Return one row for each party."""
    heading = [_("Number"), _("Name"), _("Kind"), _("Target group"), _("Lines"), _("Region"), _("Last contact")]
    rows = [[*heading, *(str(measure.label) for measure in Measure)]]
    for party in parties:
        contact = f"{party.last_contact_on:%d-%m-%Y}" if party.last_contact_on else ""
        lines = ", ".join(str(line) for line in party.lines)
        told = [str(party.pk), party.name, party.kind, ", ".join(party.groups), lines, party.province, contact]
        rows.append([*told, *(_shown(value) for _measure, value in _measured(graph, columns, party.pk))])
    return b"".join(as_csv(rows))


def ties_csv(graph: Graph, parties: Sequence[Party], words: Words) -> bytes:
    """Return one row for each tie, with the numbers and names of its two ends, what it is made of and called."""
    known = {party.pk: party for party in parties}
    kinds = [_("Recorded"), _("Same programme line"), _("Same event"), _("Confirmed")]
    kinds += [_("What the first is to the second"), _("Lines they share")]
    rows = [[_("Number of the first"), _("First"), _("Number of the second"), _("Second"), *kinds]]
    for (first, second), tie in sorted(graph.ties.items()):
        one, other = graph.nodes[first], graph.nodes[second]
        if one in known and other in known:
            made_of = [_("yes") if tie & flag else _("no") for _name, flag in KINDS_OF_TIES]
            made_of += _called(known[one], known[other], tie, words)
            rows.append([str(one), known[one].name, str(other), known[other].name, *made_of])
    return b"".join(as_csv(rows))


def _measured(graph: Graph, columns: Columns, pk: int) -> Iterator[tuple[Measure, float | None]]:
    place = graph.places[pk]
    for measure in Measure:
        if measure == Measure.DEGREE:
            yield measure, graph.degrees[place]
        else:
            values = columns.get(measure)
            yield measure, values[place] + (0 if measure.ranks else 1) if values else None


def _shown(value: float | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.6f}".replace(".", ",")


def _nodes(graph: Graph, parties: Sequence[Party], columns: Columns) -> Iterator[str]:
    for party in parties:
        told = {
            "name": party.name,
            "kind": party.kind,
            "province": party.province,
            "groups": ", ".join(party.groups),
            "lines": ", ".join(str(line) for line in party.lines),
            **{
                measure.value: str(value) for measure, value in _measured(graph, columns, party.pk) if value is not None
            },
        }
        data = "".join(f"<data key={quoteattr(key)}>{_text(value)}</data>" for key, value in told.items())
        yield f'<node id="n{party.pk}">{data}</node>'


def _called(one: Party, other: Party, tie: int, words: Words) -> list[str]:
    """Return what a recorded tie is called, and the numbers of the lines that both are on when those tie them."""
    recorded = words.get((one.pk, other.pk), ()) if tie & Tie.STATED else ()
    shared = [str(line) for line in one.lines if line in other.lines] if tie & Tie.LINE else []
    return [", ".join(recorded), ", ".join(shared)]


def _edges(graph: Graph, known: Mapping[int, Party], words: Words) -> Iterator[str]:
    for (first, second), tie in sorted(graph.ties.items()):
        one, other = graph.nodes[first], graph.nodes[second]
        if one in known and other in known:
            made_of = ((name, str(bool(tie & flag)).lower()) for name, flag in KINDS_OF_TIES)
            data = "".join(f'<data key="{name}">{value}</data>' for name, value in made_of)
            told = zip(TOLD_OF_TIES, _called(known[one], known[other], tie, words), strict=True)
            data += "".join(f'<data key="{name}">{_text(value)}</data>' for name, value in told)
            yield f'<edge source="n{one}" target="n{other}">{data}</edge>'


def _text(value: str) -> str:
    return escape(FORBIDDEN.sub("", value))
