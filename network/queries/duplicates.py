"""Who may be one and the same: what tells records apart, who comes near, and which pairs are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from network import likeness
from network.likeness import Likeness, PersonTraits
from network.models import Affiliation, DuplicatePair, MailAddress, Organisation, Person, PhoneNumber
from network.models.duplicate_pair import PartyKind
from network.organisation_likeness import OrganisationTraits, of_organisations
from network.plain import plain

MOST_SHOWN = 5
MOST_COMPARED = 400
AT_A_TIME = 5000
COMMON_INFIXES = ("van", "van de", "van den", "van der", "de", "den", "der", "ter", "ten", "el", "ben")
Sets = dict[int, set[Any]]


@dataclass(frozen=True)
class Suspect:
    """Somebody who may be the one that is told about, how much they look alike and why."""

    person: Person
    score: int
    reasons: list[str]


def traits_of_people(today: date, numbers: Collection[int] | None = None) -> dict[int, PersonTraits]:
    """Return what tells these people apart, or everybody; a handful of queries however many there are."""
    chosen = {} if numbers is None else {"person__in": numbers}
    addresses = _gathered(MailAddress.objects.filter(**chosen).values_list("person", "address"), str.lower)
    phones = _gathered(PhoneNumber.objects.filter(person__isnull=False, **chosen).values_list("person", "number"))
    current = _gathered(Affiliation.objects.holding_on(today).filter(**chosen).values_list("person", "organisation"))
    ever = _gathered(Affiliation.objects.filter(**chosen).values_list("person", "organisation"))
    people = Person.objects.all() if numbers is None else Person.objects.filter(pk__in=numbers)
    rows = people.values_list("pk", "given_name", "tussenvoegsel", "family_name", "postcode").iterator(AT_A_TIME)
    return {
        pk: PersonTraits(
            given,
            infix,
            family,
            frozenset(addresses.get(pk, ())),
            frozenset(phones.get(pk, ())),
            frozenset(current.get(pk, ())),
            frozenset(ever.get(pk, set()) - current.get(pk, set())),
            postcode,
        )
        for pk, given, infix, family, postcode in rows
    }


def traits_of_organisations(numbers: Collection[int] | None = None) -> dict[int, OrganisationTraits]:
    """Return what tells these organisations apart, or all of them."""
    chosen = {"organisation__isnull": False} if numbers is None else {"organisation__in": numbers}
    phones = _gathered(PhoneNumber.objects.filter(**chosen).values_list("organisation", "number"))
    found = Organisation.objects.all() if numbers is None else Organisation.objects.filter(pk__in=numbers)
    return {
        pk: OrganisationTraits(name, kind, website, frozenset(phones.get(pk, ())), postcode)
        for pk, name, kind, website, postcode in found.values_list("pk", "name", "kind", "website", "postcode")
    }


def _gathered(rows: QuerySet[Any, Any], change: Any = None) -> Sets:
    found: Sets = defaultdict(set)
    for number, value in rows.order_by().iterator(AT_A_TIME):
        found[number].add(change(value) if change else value)
    return found


def alike(user: User, told: PersonTraits, today: date, least: int = likeness.WORTH_A_LOOK) -> list[Suspect]:
    """Return at most five people this user may see who may be the one told about, the likeliest first."""
    found = dict.fromkeys(_near(user, told))
    scored = []
    for number, traits in traits_of_people(today, list(found)).items():
        like = likeness.of_people(told, traits)
        if like.score >= least or told.addresses & traits.addresses:
            scored.append((like.score, number, like.reasons))
    scored.sort(key=lambda each: (-each[0], each[1]))
    return _shown(user, scored[:MOST_SHOWN])


def _shown(user: User, scored: list[tuple[int, int, tuple[str, ...]]]) -> list[Suspect]:
    current = Prefetch("affiliations", Affiliation.objects.select_related("organisation"))
    people = Person.objects.visible_to(user).prefetch_related("mail_addresses", current)
    known = people.in_bulk([number for _score, number, _reasons in scored])
    return [Suspect(known[number], score, likeness.in_words(why)) for score, number, why in scored]


def _near(user: User, told: PersonTraits) -> list[int]:
    """Return who shares an address or number, or whose last name begins alike; each way through an index."""
    people = Person.objects.visible_to(user)
    same = Q(pk=None)
    for address in told.addresses:
        same |= Q(pk__in=MailAddress.objects.filter(address__iexact=address).values("person"))
    if told.phones:
        same |= Q(pk__in=PhoneNumber.objects.filter(number__in=told.phones).values("person"))
    found = list(people.filter(same).values_list("pk", flat=True)[:MOST_COMPARED])
    if told.given and told.family:
        begins = Q(pk=None)
        for start in _beginnings(told):
            begins |= Q(sort_name__startswith=start)
        found += people.filter(begins).order_by("sort_name").values_list("pk", flat=True)[:MOST_COMPARED]
    return found


def _beginnings(told: PersonTraits) -> set[str]:
    """Return how the sort name may begin: with or without infix, with ij or y, first and last name swapped."""
    family = plain(told.family)
    words = [word for word in likeness.WORDS.findall(family) if word not in likeness.INFIXES] or [family]
    written = {family, *words, plain(f"{told.infix} {told.family}").strip(), plain(told.given)}
    written |= {word.replace("ij", "y") for word in written} | {word.replace("y", "ij") for word in written}
    long_enough = {word[: max(4, len(word) - 2)] for word in written if len(word) >= 3}
    with_infix = {f"{infix} {word}" for infix in COMMON_INFIXES for word in words}
    return {word for word in long_enough if word} | {f"{family} "} | with_infix


def with_employer(told: PersonTraits, organisation: Organisation | None) -> PersonTraits:
    """Add where somebody works."""
    return replace(told, employers=frozenset({organisation.pk})) if organisation else told


def likeness_of(kind: PartyKind, one: int, other: int, today: date) -> Likeness:
    """Return how much these two records look alike."""
    if kind == PartyKind.PERSON:
        people = traits_of_people(today, [one, other])
        return likeness.of_people(people[one], people[other])
    parties = traits_of_organisations([one, other])
    return of_organisations(parties[one], parties[other])


def pairs_worth_comparing(kind: PartyKind) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share something to begin with, the lower number first; within a transaction.

    The database finds them: comparing everybody with everybody would take days.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(PEOPLE if kind == PartyKind.PERSON else ORGANISATIONS)
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows


def queue(user: User, kind: PartyKind, *, dismissed: bool, sort: str) -> QuerySet[DuplicatePair]:
    """Return the pairs to decide about, or those that a colleague said are two."""
    pairs = DuplicatePair.objects.visible_to(user).of_kind(kind)
    pairs = pairs.dismissed() if dismissed else pairs.open()
    name = f"first_{kind.value}__sort_name"
    order = {
        "score": ["-score", "pk"],
        "-score": ["score", "pk"],
        "name": [name, "pk"],
        "-name": [f"-{name}", "pk"],
        "found": ["-found_at", "-pk"],
        "-found": ["found_at", "pk"],
    }[sort]
    return pairs.order_by(*order).select_related(
        f"first_{kind.value}", f"second_{kind.value}", "dismissed_by", "named_by"
    )


# Sounds that begin a name in two spellings meet in one letter.
PEOPLE = r"""
WITH parts AS MATERIALIZED (
    SELECT DISTINCT id, translate(left(part, 1), 'yjcqxzfwthu', 'iikkksvvdgo') AS letter
    FROM network_person, regexp_split_to_table(
        lower(translate(regexp_replace(normalize(family_name, NFD), '[\u0300-\u036f]', '', 'g'), 'ıøØłŁđĐ', 'ioOlLdD')),
        '[^[:alnum:]]+'
    ) AS part
    WHERE length(part) > 1
), beside AS MATERIALIZED (
    SELECT 'w' || organisation_id || letter AS key, person_id AS id
    FROM network_affiliation JOIN parts ON parts.id = person_id
    UNION
    SELECT 'p' || postcode || letter, network_person.id
    FROM network_person JOIN parts USING (id) WHERE postcode <> ''
    UNION
    SELECT 'a' || lower(address), person_id FROM network_mailaddress
    UNION
    SELECT 't' || number, person_id FROM network_phonenumber WHERE person_id IS NOT NULL
    UNION
    SELECT 'n' || sort_name, id FROM network_person
), sizes AS (
    SELECT key FROM beside GROUP BY key
    HAVING count(*) BETWEEN 2 AND CASE WHEN left(key, 1) = 'w' THEN 600 WHEN left(key, 1) = 'n' THEN 12 ELSE 60 END
)
SELECT DISTINCT one.id, other.id
FROM sizes JOIN beside one USING (key) JOIN beside other USING (key)
WHERE one.id < other.id
"""
ORGANISATIONS = r"""
WITH words AS MATERIALIZED (
    SELECT id, word FROM network_organisation, regexp_split_to_table(sort_name, '[^[:alnum:]]+') AS word
    WHERE length(word) > 1 AND word <> ALL (ARRAY['gemeente', 'stichting', 'vereniging', 'de', 'het', 'van', 'en',
        'voor', 'in', 'te', 'bv', 'nv', 'der', 'nederland', 'nederlandse'])
), beside AS MATERIALIZED (
    SELECT 'n' || left(word, 5) AS key, id FROM words
    UNION
    SELECT 'i' || string_agg(left(word, 1), '' ORDER BY place), id
    FROM network_organisation, regexp_split_to_table(sort_name, '[^[:alnum:]]+') WITH ORDINALITY AS each (word, place)
    WHERE word <> '' GROUP BY id HAVING count(*) > 2
    UNION
    SELECT 'i' || string_agg(left(word, 1), '' ORDER BY place), id
    FROM network_organisation, regexp_split_to_table(sort_name, '[^[:alnum:]]+') WITH ORDINALITY AS each (word, place)
    WHERE word <> ALL (ARRAY['', 'de', 'het', 'van', 'en', 'voor', 'of', 'in']) GROUP BY id HAVING count(*) > 2
    UNION
    SELECT 'i' || regexp_replace(sort_name, '[^[:alnum:]]+', '', 'g'), id
    FROM network_organisation WHERE length(sort_name) < 12
    UNION
    SELECT 's' || split_part(regexp_replace(lower(website), '^https?://(www\.)?', ''), '/', 1), id
    FROM network_organisation WHERE website <> ''
    UNION
    SELECT 't' || number, organisation_id FROM network_phonenumber WHERE organisation_id IS NOT NULL
), sizes AS (SELECT key FROM beside GROUP BY key HAVING count(*) BETWEEN 2 AND 150)
SELECT DISTINCT one.id, other.id
FROM sizes JOIN beside one USING (key) JOIN beside other USING (key)
WHERE one.id < other.id
"""
