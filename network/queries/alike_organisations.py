"""Which organisations may be the one that somebody tells about: found by index, then compared."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from network import likeness, namesearch
from network.models import Organisation, PhoneNumber
from network.organisation_likeness import OrganisationTraits, core_words, domain_of, of_organisations

from .duplicates import MOST_COMPARED, MOST_SHOWN, traits_of_organisations

BEGINS = 5  # letters of a word that two spellings of a name share


@dataclass(frozen=True)
class OrganisationSuspect:
    """An organisation that may be the one that is told about, how much they look alike and why."""

    organisation: Organisation
    score: int
    reasons: list[str]


def alike(user: User, told: OrganisationTraits) -> list[OrganisationSuspect]:
    """Return at most five organisations this user may see that may be the one told about, the likeliest first."""
    scored = []
    for number, traits in traits_of_organisations(_near(user, told)).items():
        like = of_organisations(told, traits)
        if like.score >= likeness.WORTH_A_LOOK:
            scored.append((like.score, number, like.reasons))
    scored = sorted(scored, key=lambda each: (-each[0], each[1]))[:MOST_SHOWN]
    known = Organisation.objects.visible_to(user).in_bulk([number for _score, number, _reasons in scored])
    return [OrganisationSuspect(known[number], score, likeness.in_words(why)) for score, number, why in scored]


def _near(user: User, told: OrganisationTraits) -> list[int]:
    """Return which share a word, the initials, a phone number or a website."""
    near = _by_name(told.name) | Q(pk__in=PhoneNumber.objects.filter(number__in=told.phones).values("organisation"))
    if domain := domain_of(told.website):
        near |= Q(website__icontains=domain)
    return list(Organisation.objects.visible_to(user).filter(near).values_list("pk", flat=True)[:MOST_COMPARED])


def _by_name(name: str) -> Q:
    """Return the condition that a name shares the begin of a telling word, or is short for this one, or the reverse."""
    near = Q(pk=None)
    for word in core_words(name):
        if len(word) >= namesearch.SHORT:
            near |= namesearch.naming([word[:BEGINS]]) | namesearch.known_as(word)
    words = namesearch.words_of(name)
    if len(words) >= namesearch.SHORT:
        telling = namesearch.telling(words)
        near |= Q(sort_name__in={"".join(word[0] for word in each) for each in (words, telling)})
    return near
