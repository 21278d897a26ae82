"""What the map shows, in a few plain sentences, and what holds for the network as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.graph import LARGEST_GROUP, MADE_OF, Graph, Source, TooLarge, Who
from network.measure_words import Measure
from network.models import SnapshotLine
from web.templatetags.parts import number


@dataclass(frozen=True)
class Fact:
    """One number of the whole network, with what it means."""

    name: str
    value: float | None
    digits: int
    means: str


@dataclass(frozen=True)
class Summary:
    """Sentences, and the party that most ways lead through and the one with the most ties, by id."""

    sentences: list[str]
    left_out: list[str]
    busiest: int | None
    bridge: int | None


def summary(graph: Graph, whole: Mapping[str, Any] | None, columns: Mapping[str, Sequence[float]]) -> Summary:
    """Say in words what is on the map; more of it when the measures are known."""
    told = [_size(graph), _made_of(graph)]
    if whole:
        told += [_parts(whole), _distance(whole)]
    if graph.faded:
        told.append(
            ngettext(
                "%(count)s tie has not been confirmed for two years.",
                "%(count)s ties have not been confirmed for two years.",
                graph.faded,
            )
            % {"count": number(graph.faded)}
        )
    return Summary(
        [sentence for sentence in told if sentence],
        _too_large(graph.left_out),
        _highest(graph, graph.degrees),
        _highest(graph, columns.get(Measure.BETWEENNESS, ())),
    )


def about_whole(whole: Mapping[str, Any]) -> list[Fact]:
    """Return the measures of the whole network, each with one sentence."""
    rows = [
        (_("Density"), "density", 3, _("The part of all ties that could be that are there.")),
        (_("Diameter"), "diameter", 0, _("The most steps between two in the largest part.")),
        (_("Average path"), "path_length", 2, _("The steps between two in the largest part, on average.")),
        (_("Reciprocity"), "reciprocity", 3, _("The part of the recorded ties that runs both ways.")),
        (_("Parts"), "components", 0, _("Between two parts there is no way at all.")),
        (_("Groups"), "communities", 0, _("Have more ties inside than one would expect by chance.")),
    ]
    return [Fact(name, whole[key], digits, means) for name, key, digits, means in rows]


def about_line(month: SnapshotLine) -> list[Fact]:
    """Return the measures of the network of one line as they were remembered, each with one sentence."""
    highest = _("Of all shortest ways between two, the part that leads through the organisation that connects most.")
    return [
        *about_whole(vars(month)),
        Fact(_("Without a tie"), month.isolated, 0, _("Organisations that stand alone on this line.")),
        Fact(_("Strongest bridge"), month.betweenness, 3, highest),
    ]


def _size(graph: Graph) -> str:
    count, ties = len(graph.nodes), len(graph.ties)
    said = {"count": number(count), "ties": number(ties)}
    if graph.who == Who.ORGANISATIONS:
        return (
            ngettext("%(count)s organisation, ties: %(ties)s.", "%(count)s organisations, ties: %(ties)s.", count)
            % said
        )
    return ngettext("%(count)s person, ties: %(ties)s.", "%(count)s people, ties: %(ties)s.", count) % said


def _made_of(graph: Graph) -> str:
    """Say where the ties come from; one tie can come from several places."""
    words = {
        Source.STATED: _("recorded: %(count)s"),
        Source.LINE: _("same programme line: %(count)s"),
        Source.EVENT: _("same event: %(count)s"),
    }
    counts = {source: sum(1 for tie in graph.ties.values() if tie & flag) for source, flag in MADE_OF.items()}
    said = [words[source] % {"count": number(count)} for source, count in counts.items() if count]
    return _("Where the ties come from: %(list)s.") % {"list": ", ".join(said)} if said else ""


def _parts(whole: Mapping[str, Any]) -> str:
    alone = whole["isolated"]
    if whole["components"] <= 1:
        return _("All of them hang together.")
    if whole["components"] == alone:
        return _("None of them has a tie in this choice.")
    said = {"parts": number(whole["components"] - alone), "largest": number(whole["largest"]), "alone": number(alone)}
    return _("Parts that hang together: %(parts)s, the largest has %(largest)s. Without any tie: %(alone)s.") % said


def _distance(whole: Mapping[str, Any]) -> str:
    if whole["diameter"] is None:
        return ""
    steps = whole["diameter"]
    return ngettext(
        "In the largest part everybody reaches everybody in %(steps)s step.",
        "In the largest part everybody reaches everybody in at most %(steps)s steps.",
        steps,
    ) % {"steps": number(steps)}


def _too_large(groups: Sequence[TooLarge]) -> list[str]:
    """Say which groups tie nobody on this map, and why: one sentence for the lines and one for the events."""
    said = []
    for source, one, several in (
        (Source.LINE, _("A programme line with %(sizes)s partners in this choice draws no ties."),
         _("%(count)s programme lines, with %(sizes)s partners in this choice, draw no ties.")),
        (Source.EVENT, _("An event with %(sizes)s parties in this choice draws no ties."),
         _("%(count)s events, with %(sizes)s parties in this choice, draw no ties.")),
    ):  # fmt: skip
        sizes = sorted(group.size for group in groups if group.source == source)
        if sizes:
            told = {"count": number(len(sizes)), "sizes": _from_to(sizes)}
            said.append(f"{(one if len(sizes) == 1 else several) % told} {_narrow()}")
    return said


def _from_to(sizes: Sequence[int]) -> str:
    if sizes[0] == sizes[-1]:
        return number(sizes[0])
    return _("%(least)s to %(most)s") % {"least": number(sizes[0]), "most": number(sizes[-1])}


def _narrow() -> str:
    why = _("Above %(most)d everybody would be tied to everybody. Narrow your choice to see them.")
    return why % {"most": LARGEST_GROUP}


def _highest(graph: Graph, values: Sequence[float]) -> int | None:
    """Return the party with the highest value; nobody when all are zero."""
    if not values or max(values) <= 0:
        return None
    return graph.nodes[max(range(len(values)), key=lambda place: (values[place], -place))]
