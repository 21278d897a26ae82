"""How parties look on the map: how large by a number, which colour and shape by a property; alike in all pictures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.measure_words import Measure
from network.queries.narrowing import LATE_AFTER
from network.queries.parties import Party

SMALLEST, LARGEST = 4.0, 15.0  # radius in pixels
COLOURS, SHAPES = 8, 5  # after so many a colour or a shape comes back; together they tell 40 apart
MOST_KINDS = 10  # that stand in the legend; what is rare is called the rest


class Size(TextChoices):
    """By what the dots are larger or smaller."""

    DEGREE = Measure.DEGREE.value, Measure.DEGREE.label
    BETWEENNESS = Measure.BETWEENNESS.value, Measure.BETWEENNESS.label
    CLOSENESS = Measure.CLOSENESS.value, Measure.CLOSENESS.label
    EIGENVECTOR = Measure.EIGENVECTOR.value, Measure.EIGENVECTOR.label
    CLUSTERING = Measure.CLUSTERING.value, Measure.CLUSTERING.label
    LINES = "lines", gettext_lazy("Number of programme lines")
    EQUAL = "equal", gettext_lazy("All the same")


class Colour(TextChoices):
    """By what the dots have their colour and shape."""

    KIND = "kind", gettext_lazy("Kind")
    GROUP = "group", gettext_lazy("Target group")
    PROVINCE = "province", gettext_lazy("Region")
    LINE = "line", gettext_lazy("Programme line")
    CONTACT = "contact", gettext_lazy("Last contact")
    COMMUNITY = Measure.COMMUNITY.value, gettext_lazy("Group in the network")


@dataclass(frozen=True)
class Kind:
    """One line of the legend; the colour and the shape are numbers, each picture has its own paint."""

    name: str
    count: int
    colour: int
    shape: int


@dataclass(frozen=True)
class Look:
    """The radius of each party, its place in the legend, and the legend."""

    radius: list[float]
    kind: list[int]
    legend: list[Kind]


def look(
    parties: Sequence[Party], measures: Mapping[str, Sequence[float]], size: Size, colour: Colour, today: date
) -> Look:
    """Give each party a size and a colour; `measures` are in the order of the parties, and may be empty as yet."""
    words = [
        _word(party, colour, measures.get(Measure.COMMUNITY, ()), place, today) for place, party in enumerate(parties)
    ]
    fixed = _contact_words() if colour == Colour.CONTACT else None
    kind, legend = _legend(words, fixed)
    return Look(_radius(_values(parties, measures, size)), kind, legend)


def _values(parties: Sequence[Party], measures: Mapping[str, Sequence[float]], size: Size) -> Sequence[float]:
    if size == Size.LINES:
        return [len(party.lines) for party in parties]
    return measures.get(size, [0.0] * len(parties)) if size != Size.EQUAL else [0.0] * len(parties)


def _radius(values: Sequence[float]) -> list[float]:
    """Let the surface of a dot follow the number, so that twice as much looks twice as much."""
    most = max(values, default=0)
    if not most:
        return [6.0] * len(values)
    return [round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(max(value, 0) / most), 2) for value in values]


def _word(party: Party, colour: Colour, communities: Sequence[float], place: int, today: date) -> str:
    """Return the word under which a party stands in the legend."""
    words: dict[str, Callable[[], str]] = {
        Colour.KIND: lambda: party.kind or _("not known"),
        Colour.GROUP: lambda: _one(party.groups, _("several target groups")) or _("none"),
        Colour.PROVINCE: lambda: party.region,
        Colour.LINE: lambda: _line(party),
        Colour.CONTACT: lambda: _contact_words()[_contact(party.last_contact_on, today)],
        Colour.COMMUNITY: lambda: (
            _("group %(number)d") % {"number": communities[place] + 1} if communities else _("not known")
        ),
    }
    return words[colour]()


def _one(values: Sequence[str], several: str) -> str:
    return values[0] if len(values) == 1 else several if values else ""


def _line(party: Party) -> str:
    if len(party.lines) > 1:
        return _("several lines")
    return _("line %(number)d") % {"number": party.lines[0]} if party.lines else _("none")


def _contact_words() -> list[str]:
    return [
        _("contact in the last 90 days"),
        _("contact in the last year"),
        _("silent for more than a year"),
        _("no contact yet"),
    ]


def _contact(day: date | None, today: date) -> int:
    if day is None:
        return 3
    days = (today - day).days
    return 0 if days <= 90 else 1 if days <= LATE_AFTER else 2


def _legend(words: Sequence[str], fixed: Sequence[str] | None) -> tuple[list[int], list[Kind]]:
    """Number the words, the most frequent first; what is rare shares one entry at the end."""
    count = Counter(words)
    order = list(fixed) if fixed else [word for word, _number in sorted(count.items(), key=lambda i: (-i[1], i[0]))]
    shown = order if len(order) <= MOST_KINDS else order[: MOST_KINDS - 1]
    place = {word: number for number, word in enumerate(shown)}
    legend = [Kind(word, count[word], number % COLOURS, number % SHAPES) for word, number in place.items()]
    if len(shown) < len(order):
        rest = sum(count[word] for word in order[len(shown) :])
        legend.append(Kind(_("the rest"), rest, len(shown) % COLOURS, len(shown) % SHAPES))
    return [place.get(word, len(shown)) for word in words], legend
