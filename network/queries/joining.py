"""Which other record may be the same person or organisation: by likeness, or by the words of who looks."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from accounts.models import User
from network.models import Organisation, Person

from . import alike_organisations, duplicates, near, organisations, people, rows

MOST = 10


class Candidate(NamedTuple):
    """A record that one may put beside another: where somebody works or what it is, and why it shows."""

    party: Person | Organisation
    about: str
    score: int = 0
    reasons: tuple[str, ...] = ()


def candidates(user: User, party: Person | Organisation, words: str, today: date) -> list[Candidate]:
    """Return the records that this user may put beside this one; without words, those that look like it."""
    if isinstance(party, Person):
        found = _people_named(user, words, today) if words else _people_like(user, party, today)
    else:
        found = _organisations_named(user, words, today) if words else _organisations_like(user, party)
    return [each for each in found if each.party.pk != party.pk][:MOST]


def _people_named(user: User, words: str, today: date) -> list[Candidate]:
    answering = people.found(user, people.PeopleAsked(words), today)
    keys = list(people.in_order(answering, "match", today, words).values_list("pk", flat=True)[: MOST + 1])
    lines = rows.people(keys or near.people(user, words), user, today)
    return [Candidate(row.person, ", ".join(place.name for place in row.workplaces)) for row in lines]


def _people_like(user: User, person: Person, today: date) -> list[Candidate]:
    told = duplicates.traits_of_people(today, [person.pk])[person.pk]
    return [
        Candidate(
            each.person,
            ", ".join(role.organisation.name for role in each.person.affiliations.all()),
            each.score,
            tuple(each.reasons),
        )
        for each in duplicates.alike(user, told, today)
    ]


def _organisations_named(user: User, words: str, today: date) -> list[Candidate]:
    answering = organisations.found(user, organisations.OrganisationsAsked(words), today)
    keys = list(organisations.in_order(answering, "match", words).values_list("pk", flat=True)[: MOST + 1])
    lines = rows.organisations(keys or near.organisations(user, words), user, today)
    return [Candidate(row.organisation, row.organisation.get_kind_display()) for row in lines]


def _organisations_like(user: User, organisation: Organisation) -> list[Candidate]:
    told = duplicates.traits_of_organisations([organisation.pk])[organisation.pk]
    return [
        Candidate(each.organisation, each.organisation.get_kind_display(), each.score, tuple(each.reasons))
        for each in alike_organisations.alike(user, told)
    ]
