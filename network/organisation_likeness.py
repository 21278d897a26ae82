"""How much two records look like one organisation; see `likeness` for what each likeness is worth."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from network.likeness import WORDS, Likeness, summed
from network.plain import plain

ORGANISATION_WORDS = """
    gemeente stichting st vereniging ver bv nv b v n cooperatie coop ua the de het een van en of voor in te organisatie
    nederland nederlandse
"""
KIND_WORDS = frozenset(ORGANISATION_WORDS.split())


@dataclass(frozen=True)
class OrganisationTraits:
    """What tells one organisation from another."""

    name: str
    kind: str = ""
    website: str = ""
    phones: frozenset[str] = frozenset()
    postcode: str = ""


def of_organisations(one: OrganisationTraits, other: OrganisationTraits) -> Likeness:
    """Return how much these two look like one organisation."""
    return summed(_organisation_reasons(one, other))


def _organisation_reasons(one: OrganisationTraits, other: OrganisationTraits) -> list[str]:
    by_name = _organisation_name_reason(one, other)
    found = [by_name] if by_name else []
    first, second = domain_of(one.website), domain_of(other.website)
    if first and second:
        found.append("same_website" if first == second else "other_website")
    if one.phones & other.phones:
        found.append("same_organisation_phone")
    if one.postcode and one.postcode == other.postcode:
        found.append("same_organisation_postcode")
    return found


def _organisation_name_reason(one: OrganisationTraits, other: OrganisationTraits) -> str | None:
    first, second = WORDS.findall(plain(one.name)), WORDS.findall(plain(other.name))
    if sorted(first) == sorted(second):
        return "same_organisation_name"
    core, core_too = core_words(one.name), core_words(other.name)
    if core == core_too:
        return "same_but_for_kind_word"
    if _abbreviates(first, second) or _abbreviates(second, first):
        return "abbreviation"
    if "gemeente" in (one.kind, other.kind):
        return None  # Buren is not Beuningen: names of municipalities differ by a letter or two
    near = min(len("".join(core)), len("".join(core_too))) >= 6 and fuzz.ratio(" ".join(core), " ".join(core_too)) >= 90
    return "organisation_nearly_same" if near else None


def core_words(name: str) -> tuple[str, ...]:
    """Return what is left of the name of an organisation without words such as gemeente, stichting and bv."""
    words = WORDS.findall(plain(name))
    return tuple(sorted(word for word in words if word not in KIND_WORDS) or sorted(words))


def _abbreviates(short: list[str], long: list[str]) -> bool:
    letters = "".join(short)
    if not 3 <= len(letters) <= 8 or len(short) > 2 or len(long) < 3:
        return False
    all_words = "".join(word[0] for word in long)
    without = "".join(word[0] for word in long if word not in {"de", "het", "van", "en", "voor", "of", "in"})
    return letters in (all_words, without)


def domain_of(website: str) -> str:
    """Return the host of a website without www, in small letters."""
    host = website.lower().partition("://")[2] or website.lower()
    return host.partition("/")[0].partition(":")[0].removeprefix("www.")
