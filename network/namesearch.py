"""How names are found by parts, and by what they sound like: in PostgreSQL itself, without extensions.

`network_grams(name)` gives the pieces of three letters of each word, its begin marked by spaces; a GIN index on them
finds any part of a name. `network_sounds(name)` gives each word as it sounds in Dutch, whole and with one letter left
out (the deletion neighbourhood of Garbe's SymSpell, 2012): words that share one of these differ by about one letter.
`network_initials(name)` gives the letters by which people call an organisation: VNG, SZW. All take plain names.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from network.plain import plain

WORD = re.compile(r"[^\W_]+")
SHORT = 3  # letters; a shorter word is looked for at the begin of words only
# What stands between first and last name: it is written in many ways, so it only helps to rank.
INFIXES = frozenset(["van", "de", "den", "der", "vd", "v", "d", "ter", "ten", "te", "het", "t", "von", "le", "la", "s"])

GRAMS = r"""
CREATE OR REPLACE FUNCTION network_grams(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr('  ' || word || ' ', place, 3)), '{}')
    FROM unnest(regexp_split_to_array(name, '[^[:alnum:]]+')) AS word, generate_series(1, length(word) + 1) AS place
    WHERE word <> ''
$$
"""
# One function, not two: while an index is made, a function may not look for another one of ours.
SOUNDS = r"""
CREATE OR REPLACE FUNCTION network_sounds(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH words AS (
        SELECT translate(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            replace(replace(replace(replace(replace(replace(replace(replace(replace(
                word, 'sch', 's'), 'ck', 'k'), 'ph', 'f'), 'th', 't'), 'qu', 'k'), 'x', 'ks'), 'oe', 'u'), 'ouw', 'au'),
                'auw', 'au'),
            '(eij|ij|ei|ey|y|ie)', 'i', 'g'), 'c(?=[eiy])', 's', 'g'), '(ch|gh|h)', 'g', 'g'), 'dt?$', 't'),
            '(.)\1+', '\1', 'g'), 'czvqdjw', 'ksfktif') AS sound
        FROM unnest(regexp_split_to_array(name, '[^[:alnum:]]+')) AS word WHERE length(word) > 2
    )
    SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
        SELECT sound AS key FROM words
        UNION ALL
        SELECT substr(sound, 1, place - 1) || substr(sound, place + 1)
        FROM words, generate_series(1, length(sound)) AS place
        WHERE length(sound) > 3
    ) keys
$$
"""
INITIALS = r"""
CREATE OR REPLACE FUNCTION network_initials(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY[coalesce(string_agg(left(word, 1), '' ORDER BY place), ''),
                 coalesce(string_agg(left(word, 1), '' ORDER BY place) FILTER (WHERE place > 1), '')]
    FROM regexp_split_to_table(name, '[^[:alnum:]]+') WITH ORDINALITY AS parts (word, place)
    WHERE word <> '' AND word NOT IN
        ('van', 'de', 'den', 'der', 'het', 'en', 'voor', 'of', 'in', 'te', 'op', 'and', 'the')
$$
"""
FORGET = """
DROP FUNCTION network_initials(text);
DROP FUNCTION network_sounds(text);
DROP FUNCTION network_grams(text);
"""


TEXTS = ArrayField(models.TextField())


class Grams(models.Func):
    function, output_field = "network_grams", TEXTS


class Sounds(models.Func):
    function, output_field = "network_sounds", TEXTS


class Initials(models.Func):
    function, output_field = "network_initials", TEXTS


class ArrayHas(models.Func):
    """Has all of these; written out, because a lookup would cast the function away from its index."""

    template, arg_joiner, output_field = "(%(expressions)s)", " @> ", models.BooleanField()
    arity = 2


class ArrayShares(models.Func):
    """Has at least one of these."""

    template, arg_joiner, output_field = "(%(expressions)s)", " && ", models.BooleanField()
    arity = 2


class HasPart(models.Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " LIKE ", models.BooleanField()
    arity = 2


def words_of(text: str) -> list[str]:
    """Return the words of a name or a search as they are looked for: `J.P. van den Bérg` is j, p, van, den, berg."""
    return WORD.findall(plain(text))


def telling(words: list[str]) -> list[str]:
    """Return the words that tell who is meant: without what stands between names, unless there is nothing else."""
    return [word for word in words if word not in INFIXES] or words


def tokens(words: str) -> list[str]:
    """Return the pieces of a search that each must be found, as one typed them between spaces."""
    typed = plain(words.replace("\0", "")).split()  # PostgreSQL has no such letter
    return [each for each in typed if not INFIXES.issuperset(words_of(each))] or typed


def in_each(found: list[models.QuerySet[Any, Any]]) -> models.QuerySet[Any, Any]:
    """Return the keys that are in each of these: an intersection, so PostgreSQL need not guess how many there are."""
    first, *others = found
    return first.intersection(*others) if others else first


def naming(words: list[str], party: str = "") -> Q:
    """Return the condition that a name has each of these words in it; a short word begins one of its words.

    `party` leads to the name, such as `organisation__`. Pieces find rows by index; the word is looked for in each.
    """
    condition = Q()
    for word in words:
        condition &= Q(ArrayHas(Grams(f"{party}sort_name"), Value(grams_of(word), TEXTS)))
        if len(word) > SHORT:
            condition &= Q(**{f"{party}sort_name__contains": word})
    return condition


def known_as(word: str, party: str = "") -> Q:
    """Return the condition that an organisation is called by these letters, with or without its first word."""
    if len(word) < SHORT - 1:
        return Q(pk__in=[])
    return Q(ArrayHas(Initials(f"{party}sort_name"), Value([word], TEXTS)))


def sounding_like(word: str) -> Q:
    """Return the condition that a word of a name sounds like this one, or differs from it by about one letter."""
    if len(word) < SHORT:
        return Q(pk__in=[])
    return Q(ArrayShares(Sounds("sort_name"), Sounds(Value(word))))


def grams_of(word: str) -> list[str]:
    """Return the pieces that each name with this word in it has."""
    if len(word) < SHORT:
        return [f"  {word}" if len(word) == 1 else f" {word}"]
    return [word[place : place + 3] for place in range(len(word) - 2)]
