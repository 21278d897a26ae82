"""What somebody may have meant when nothing was found: names that differ a little, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Case, Func, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from rapidfuzz.distance import JaroWinkler

from accounts.models import User
from network import namesearch
from network.models import Affiliation, Organisation, Person

MOST, LOOKED_AT = 10, 1000
ALIKE = 0.8  # Jaro-Winkler similarity; under it, names are no longer taken for one another
LONGEST = 6  # words of a search that are looked at


class Among(Func):
    """Is one of these keys; a thousand of them in one array, for one by one they cost Django longer than the search."""

    template, arg_joiner, output_field = "(%(expressions)s))", " = ANY(", BooleanField()

    def __init__(self, field: str, keys: list[int]) -> None:
        super().__init__(field, Value(keys, ArrayField(BigIntegerField())))


def people(user: User, words: str) -> list[int]:
    """Return the keys of the people this search may have meant, the best first.

    Each word must be in a name or sound like one, or be in the name of an organisation where they work or worked.
    """
    typed = _typed(words)
    having = []
    for word in typed:
        named = Person.objects.filter(namesearch.naming([word])).values("pk")
        sounding = Person.objects.filter(namesearch.sounding_like(word)).values("pk")
        there = Affiliation.objects.order_by().filter(namesearch.naming([word], "organisation__")).values("person")
        having.append(named.union(sounding, there, all=True))
    if not having:
        return []
    # Their keys first: together with the names, PostgreSQL would read everybody.
    keys = [row["pk"] for row in namesearch.in_each(having)[:LOOKED_AT]]
    found = Person.objects.visible_to(user).filter(Among("pk", keys))
    return _best(typed, _with_workplaces(list(found.values_list("pk", "sort_name"))))


def organisations(user: User, words: str) -> list[int]:
    """Return the keys of the organisations this search may have meant, the best first."""
    typed = _typed(words)
    found = Organisation.objects.visible_to(user)
    for word in typed:
        found = found.filter(namesearch.naming([word]) | namesearch.sounding_like(word))
    return _best(typed, found.values_list("pk", "sort_name")[:LOOKED_AT] if typed else [])


def whole_words_first(words: str) -> Combinable:
    """Return an order in which a row stands earlier the more of the typed words are whole words of its name."""
    name = Concat(Value(" "), "sort_name", Value(" "))
    score: Any = Value(0)
    for word in namesearch.words_of(words)[:LONGEST]:
        whole = namesearch.HasPart(name, Value(f"% {word} %"))
        score = score - Case(When(whole, then=Value(1)), default=Value(0), output_field=IntegerField())
    return score


def _typed(words: str) -> list[str]:
    return namesearch.telling(namesearch.words_of(words))[:LONGEST]


def _with_workplaces(people: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the names with those of the organisations behind them, so that both are compared."""
    names = dict(people)
    roles = Affiliation.objects.order_by().filter(Among("person", list(names)))
    for person, organisation in roles.values_list("person", "organisation__sort_name"):
        names[person] += f" {organisation}"
    return list(names.items())


def _best(typed: list[str], candidates: Iterable[tuple[int, str]]) -> list[int]:
    alike = cache(_alike)  # a thousand names have far fewer different words
    scored = [(_likeness(typed, namesearch.WORD.findall(name), alike), name, pk) for pk, name in candidates]
    return [pk for score, _name, pk in sorted(scored, key=lambda each: (-each[0], each[1])) if score >= ALIKE][:MOST]


def _likeness(typed: list[str], name: list[str], alike: Callable[[str, str], float]) -> float:
    """Return the mean of how much each typed word is like the nearest word of a name: 1 is the same."""
    best = [max((alike(word, other) for other in name), default=0.0) for word in typed]
    return sum(best) / len(best) if best else 0.0


def _alike(word: str, other: str) -> float:
    return 1.0 if other.startswith(word) else JaroWinkler.similarity(word, other)
