"""How much two records look like one person, or one organisation: points for what fits, with the reasons in words.

Pure functions over `PersonTraits`, and in `organisation_likeness` over those of organisations: the form, the import and
the nightly scan ask the same rules. A score only suggests; nobody is ever merged by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from network.plain import plain

SUSPECT = 50  # from this score on a pair stands in the queue
WORTH_A_LOOK = 38  # while one types the question costs nothing, so it is asked sooner

# What each likeness is worth, and how the queue says so. Points against stand below zero.
POINTS = {
    "same_name": 45,
    "name_written_otherwise": 43,
    "part_of_double_name": 38,
    "name_nearly_same": 36,
    "initials_fit": 32,
    "names_swapped": 36,
    "same_address": 45,
    "same_shared_address": 12,
    "same_phone": 35,
    "same_employer": 20,
    "earlier_employer": 14,
    "same_postcode": 12,
    "little_known": 8,
    "other_employer": -6,
    "other_first_name": -30,
    "same_organisation_name": 60,
    "same_but_for_kind_word": 56,
    "abbreviation": 42,
    "organisation_nearly_same": 46,
    "same_website": 42,
    "same_organisation_phone": 25,
    "same_organisation_postcode": 14,
    "other_website": -8,
}
REASONS = {
    "same_name": _("same name"),
    "name_written_otherwise": _("same name, written in another way"),
    "part_of_double_name": _("one last name is a part of the other"),
    "name_nearly_same": _("names differ by a letter or two"),
    "initials_fit": _("initials fit the first name"),
    "names_swapped": _("first and last name changed places"),
    "same_address": _("same e-mail address"),
    "same_shared_address": _("same general mailbox"),
    "same_phone": _("same phone number"),
    "same_employer": _("works at the same organisation"),
    "earlier_employer": _("worked at the same organisation"),
    "same_postcode": _("same postcode"),
    "little_known": _("too little is known of one of them to tell them apart"),
    "other_employer": _("but: another organisation"),
    "other_first_name": _("but: another first name"),
    "same_organisation_name": _("same name"),
    "same_but_for_kind_word": _("same name but for a word such as “gemeente” or “stichting”"),
    "abbreviation": _("one name is the abbreviation of the other"),
    "organisation_nearly_same": _("names differ by a letter or two"),
    "same_website": _("same website"),
    "same_organisation_phone": _("same phone number"),
    "same_organisation_postcode": _("same postcode"),
    "other_website": _("but: another website"),
}

INFIX_WORDS = """
    van von de der den het ter ten te op in 't t 's s la le du da dos del della el al ben bin ibn af zu aan bij uit
    onder over voor tot d l
"""
MAILBOX_WORDS = """
    info contact post mail secretariaat administratie bestuur receptie balie gemeente redactie communicatie pers office
    hello servicedesk klantenservice postbus algemeen
"""
INFIXES = frozenset(INFIX_WORDS.split())
SHARED_MAILBOXES = frozenset(MAILBOX_WORDS.split())
WORDS = re.compile(r"[^\W_]+")
# Spellings of one sound in names that came here from another script or another spelling.
SOUNDS = (
    ("ij", "y"), ("oe", "u"), ("ou", "u"), ("oo", "o"), ("ph", "f"), ("sch", "sh"), ("sj", "sh"), ("ch", "sh"),
    ("dj", "j"), ("kh", "h"), ("gh", "g"), ("th", "t"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("w", "v"),
    ("ee", "e"), ("ie", "i"), ("j", "y"),
)  # fmt: skip
VOWELS = re.compile("[aeiouy]")
TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class PersonTraits:
    """What tells one person from another; all of it may be empty but the names."""

    given: str
    infix: str
    family: str
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    employers: frozenset[int] = frozenset()
    earlier: frozenset[int] = frozenset()
    postcode: str = ""

    @property
    def little_known(self) -> bool:
        return not (self.addresses or self.phones or self.employers)


@dataclass(frozen=True)
class Likeness:
    """How much two records look like one, from 0 to 100, and why (keys of `REASONS`)."""

    score: int
    reasons: tuple[str, ...]


def of_people(one: PersonTraits, other: PersonTraits) -> Likeness:
    """Return how much these two look like one human being."""
    return summed(_person_reasons(one, other))


def in_words(reasons: Iterable[str]) -> list[str]:
    """Say the reasons in the language of the reader."""
    return [str(REASONS[reason]) for reason in reasons if reason in REASONS]


def summed(reasons: list[str]) -> Likeness:
    """Add the points up to a score."""
    score = sum(POINTS[reason] for reason in reasons)
    return Likeness(max(0, min(100, score)), tuple(reasons))


def _person_reasons(one: PersonTraits, other: PersonTraits) -> list[str]:
    by_name = name_reason(one, other)
    found = [by_name] if by_name else []
    if common := one.addresses & other.addresses:
        shared = all(is_shared(address) for address in common)
        found.append("same_shared_address" if shared else "same_address")
    if one.phones & other.phones:
        found.append("same_phone")
    if one.employers & other.employers:
        found.append("same_employer")
    elif (one.employers | one.earlier) & (other.employers | other.earlier):
        found.append("earlier_employer")
    elif one.employers and other.employers:
        found.append("other_employer")
    if one.postcode and one.postcode == other.postcode:
        found.append("same_postcode")
    if by_name and (one.little_known or other.little_known):
        found.append("little_known")
    if by_name in (None, "initials_fit"):
        return found if by_name else [*found, "other_first_name"]
    return found


def is_shared(address: str) -> bool:
    """Tell whether this is the mailbox of an office rather than of a person."""
    return plain(address.partition("@")[0]) in SHARED_MAILBOXES


def name_reason(one: PersonTraits, other: PersonTraits) -> str | None:
    """Return in which way the names of two people fit, or nothing when they do not."""
    families, others = family_parts(one.infix, one.family), family_parts(other.infix, other.family)
    given = _given_fit(one.given, other.given)
    if not families or not others:
        return None
    if given and families == others:
        return _with_same_family(given, one, other)
    if not given:
        swapped = family_parts("", one.family) == _folded_words(other.given)
        return "names_swapped" if swapped and _folded_words(one.given) == family_parts("", other.family) else None
    if set(families) <= set(others) or set(others) <= set(families):
        return "part_of_double_name" if given != "initials" else "initials_fit"
    near = _nearly(" ".join(families), " ".join(others))
    return "name_nearly_same" if near and given in ("same", "variant") else None


def _with_same_family(given: str, one: PersonTraits, other: PersonTraits) -> str:
    if given == "initials":
        return "initials_fit"
    if given == "near":
        return "name_nearly_same"
    alike = (plain(one.given), plain(one.infix), plain(one.family)) == (
        plain(other.given),
        plain(other.infix),
        plain(other.family),
    )
    return "same_name" if alike else "name_written_otherwise"


def _given_fit(one: str, other: str) -> str:
    """Say how two first names fit: same, variant, near, initials, or not at all (empty)."""
    first, second = plain(one), plain(other)
    if first == second:
        return "same"
    if is_initials(one) or is_initials(other):
        return "initials" if initials_of(one)[:1] == initials_of(other)[:1] and _initials_agree(one, other) else ""
    words, others = _folded_words(one), _folded_words(other)
    if not words or not others:
        return ""
    if words == others or words[0] == others[0] or "".join(words) == "".join(others):
        return "variant"
    if _skeleton(words[0]) == _skeleton(others[0]) and len(_skeleton(words[0])) >= 4 and words[0][0] == others[0][0]:
        return "variant"
    return "near" if len(first) > 3 and JaroWinkler.similarity(words[0], others[0]) > 0.9 else ""


def is_initials(given: str) -> bool:
    """Tell whether these are initials: J, J.P., or JP with dots or capitals alone."""
    letters = [letter for letter in given if letter.isalpha()]
    return len(letters) == 1 or "." in given or (len(letters) <= 3 and given.isupper())


def initials_of(given: str) -> str:
    if is_initials(given):
        return "".join(letter for letter in plain(given) if letter.isalpha())
    return "".join(word[0] for word in WORDS.findall(plain(given)))


def _initials_agree(one: str, other: str) -> bool:
    first, second = initials_of(one), initials_of(other)
    return first.startswith(second) or second.startswith(first)


@lru_cache(maxsize=100_000)
def family_parts(infix: str, family: str) -> tuple[str, ...]:
    """Return the parts of a last name as they sound, without infixes wherever those stand, in alphabetical order."""
    words = [word for word in _folded_words(f"{infix} {family}") if word not in FOLDED_INFIXES]
    return tuple(sorted(words or _folded_words(family)))


@lru_cache(maxsize=100_000)
def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in WORDS.findall(plain(text)))


@lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """Return how a word sounds, roughly: Muhammed and Mohamed, Yıldız and IJldiz meet in one spelling."""
    for written, sound in SOUNDS:
        word = word.replace(written, sound)
    return TWICE.sub(r"\1", word)


def _skeleton(word: str) -> str:
    return VOWELS.sub("", word)


def _nearly(one: str, other: str) -> bool:
    shortest = min(len(one), len(other))
    return shortest >= 4 and fuzz.ratio(one, other) >= (80 if shortest < 7 else 86)


FOLDED_INFIXES = frozenset(folded(word) for word in INFIXES)
