"""Warm introductions: the ways from us to an organisation through people we know.

Each step has a strength between 0 and 1: how likely it is that it still holds and that somebody will use it.

- Contact with a person: 0.5 ^ (days since the last / 365), a tenth more for each of up to five contact moments, at most
  0.95. A year of silence halves it. Half of that when the colleague left, or when somebody only came or contributed to
  what we held.
- Somebody works there now: 0.9. Worked there before: 0.5 ^ (years since / 2) × 0.5.
- A tie: 0.8 when an end confirmed it in the past two years, 0.6 when it was stated then, 0.3 when it has faded.

The strength of a way is the product of its steps, so a way costs the sum of -ln(strength). The ways are the k shortest
simple paths (Yen, Management Science 17, 1971), each through another person. Everything is read through `visible_to`:
what a colleague may not see is no step, not even one that makes a way shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import log
from typing import Any

import igraph
from django.db.models import Count, Max, Q, QuerySet

from accounts.models import User
from network.models import Affiliation, ContactMoment, Organisation, OtherContact, Person, Relationship

FURTHEST = 4  # steps between the organisation and somebody we speak with
MOST_AT_ONCE = 300  # parties that are looked at in one round
MOST_WAYS, CONSIDERED = 3, 12
WEAKEST, STRONGEST = 0.02, 0.95

Party = tuple[str, int]  # "person" or "organisation", and its key
US: Party = ("us", 0)


@dataclass(frozen=True)
class Evidence:
    """Why two parties are one step apart: a contact, an affiliation or a tie, with its strength."""

    first: Party
    second: Party
    strength: float
    fact: Contact | Attendance | Affiliation | Relationship


@dataclass(frozen=True)
class Contact:
    """The colleague who speaks with a person, when that was last and how often."""

    colleague: User
    person: int
    last_on: date
    number: int


@dataclass(frozen=True)
class Attendance:
    """When somebody last came to what we held or contributed to it, and how often; no colleague need have met them."""

    person: int
    last_on: date
    number: int


@dataclass(frozen=True)
class Way:
    """A way from us to an organisation; the first step is contact, so it begins with somebody we know."""

    steps: list[Evidence]

    @property
    def via(self) -> int:
        """The key of the person whom we can ask."""
        return self.steps[0].second[1]

    @property
    def strength(self) -> float:
        product = 1.0
        for step in self.steps:
            product *= step.strength
        return product


@dataclass
class Neighbourhood:
    """What stands at most so many steps from an organisation, as far as this user may see it."""

    user: User
    today: date
    evidence: dict[tuple[Party, Party], Evidence] = field(default_factory=dict)

    def add(self, found: Evidence) -> None:
        """Keep the strongest evidence between two parties."""
        ends = (min(found.first, found.second), max(found.first, found.second))
        if ends not in self.evidence or self.evidence[ends].strength < found.strength:
            self.evidence[ends] = found

    def around(self, parties: Mapping[Party, float]) -> dict[Party, float]:
        """Find what stands one step from these parties, and return it with how strong the way to there is at most."""
        people, organisations = of_kind(parties, "person"), of_kind(parties, "organisation")
        found = [*self._work(people, organisations), *self._ties(people, organisations)]
        for each in found:
            self.add(each)
        reached: dict[Party, float] = {}
        for each in found:
            for here, there in ((each.first, each.second), (each.second, each.first)):
                if here in parties:
                    reached[there] = max(reached.get(there, 0.0), parties[here] * each.strength)
        return reached

    def _work(self, people: list[int], organisations: list[int]) -> list[Evidence]:
        work = Affiliation.objects.filter(Q(person__in=people) | Q(organisation__in=organisations))
        work = work.filter(Q(started_on=None) | Q(started_on__lte=self.today), **self._seen("person", "organisation"))
        work = work.order_by("-person__last_contact_on", "pk").select_related("person", "organisation")
        return [
            Evidence(
                ("person", each.person_id),
                ("organisation", each.organisation_id),
                work_strength(each, self.today),
                each,
            )
            for each in work[: MOST_AT_ONCE * 4]
        ]

    def _ties(self, people: list[int], organisations: list[int]) -> list[Evidence]:
        ties = Relationship.objects.visible_to(self.user).holding_on(self.today).select_related("kind")
        of_people = ties.filter(Q(first_person__in=people) | Q(second_person__in=people))
        of_people = of_people.filter(**self._seen("first_person", "second_person"))
        others = ties.filter(Q(first_organisation__in=organisations) | Q(second_organisation__in=organisations))
        others = others.filter(**self._seen("first_organisation", "second_organisation"))
        found = []
        for kind, rows in (("person", of_people), ("organisation", others)):
            for tie in rows.order_by("-last_known_on")[:MOST_AT_ONCE]:
                first, second = getattr(tie, f"first_{kind}_id"), getattr(tie, f"second_{kind}_id")
                found.append(Evidence((kind, first), (kind, second), tie_strength(tie, self.today), tie))
        return found

    def _seen(self, *ends: str) -> dict[str, QuerySet[Any, Any]]:
        seen: dict[str, QuerySet[Any, Any]] = {
            "person": Person.objects.visible_to(self.user),
            "organisation": Organisation.objects.visible_to(self.user),
        }
        return {f"{end}__in": seen[end.rpartition("_")[2]] for end in ends}

    def meet(self, parties: Iterable[Party]) -> None:
        """Find how we know each of these people: which colleague spoke with them last, and whether they came to us."""
        people = of_kind(parties, "person")
        facts: list[Contact | Attendance] = [*self._spoken_with(people), *self._came(people)]
        for fact in facts:
            self.add(Evidence(US, ("person", fact.person), contact_strength(fact, self.today), fact))

    def _spoken_with(self, people: list[int]) -> Iterator[Contact]:
        moments = ContactMoment.objects.visible_to(self.user).filter(held_on__lte=self.today, people__in=people)
        rows = moments.order_by().values_list("people", "logged_by").annotate(Max("held_on"), Count("pk"))
        colleagues = User.objects.in_bulk({colleague for _person, colleague, _on, _number in rows})
        latest: dict[int, Contact] = {}
        for person, colleague, last_on, number in rows:
            contact = Contact(colleagues[colleague], person, last_on, number)
            latest[person] = max(latest.get(person, contact), contact, key=_nearest)
        yield from latest.values()

    def _came(self, people: list[int]) -> Iterator[Attendance]:
        came = OtherContact.objects.filter(person__in=people, held_on__lte=self.today).order_by().values_list("person")
        for person, last_on, number in came.annotate(Max("held_on"), Count("reference", distinct=True)):
            yield Attendance(person, last_on, number)


def ways_to(organisation: Organisation, user: User, today: date) -> list[Way]:
    """Return at most three ways from us to this organisation, the strongest first, each through another person."""
    target = ("organisation", organisation.pk)
    known = Neighbourhood(user, today)
    seen, fresh = {target}, {target: 1.0}
    for _step in range(FURTHEST):
        reached = known.around(fresh)
        fresh = strongest({party: strength for party, strength in reached.items() if party not in seen})
        seen |= fresh.keys()
        known.meet(fresh)
    ways: dict[int, Way] = {}
    for way in shortest(known.evidence, target):
        ways.setdefault(way.via, way)
    return sorted(ways.values(), key=lambda way: -way.strength)[:MOST_WAYS]


def strongest(reached: Mapping[Party, float]) -> dict[Party, float]:
    """Keep the parties to which the way is strongest, of equal ones people first: it is with people that we speak."""
    order = sorted(reached, key=lambda party: (-reached[party], party[0] != "person", party))
    return {party: reached[party] for party in order[:MOST_AT_ONCE]}


def shortest(evidence: dict[tuple[Party, Party], Evidence], target: Party) -> list[Way]:
    """Return the shortest simple paths from us to the target."""
    parties = sorted({end for ends in evidence for end in ends})
    if US not in parties or target not in parties:
        return []
    place = {party: number for number, party in enumerate(parties)}
    graph = igraph.Graph(len(parties), [(place[first], place[second]) for first, second in evidence])
    costs = [-log(each.strength) for each in evidence.values()]
    paths = graph.get_k_shortest_paths(place[US], to=place[target], k=CONSIDERED, weights=costs, output="epath")
    edges = list(evidence.values())
    return [Way(_walked([edges[number] for number in path])) for path in paths if path]


def parties_on(ways: Iterable[Way], user: User) -> dict[Party, Person | Organisation]:
    """Return the people and organisations that these ways pass, as far as this user may see them."""
    passed = {end for way in ways for step in way.steps for end in (step.first, step.second)}
    people = Person.objects.visible_to(user).in_bulk(of_kind(passed, "person"))
    organisations = Organisation.objects.visible_to(user).in_bulk(of_kind(passed, "organisation"))
    return {
        **{("person", pk): person for pk, person in people.items()},
        **{("organisation", pk): organisation for pk, organisation in organisations.items()},
    }


def _walked(steps: list[Evidence]) -> list[Evidence]:
    """Turn each step so that it begins where the one before it ended."""
    here, walked = US, []
    for step in steps:
        there = step.second if step.first == here else step.first
        walked.append(Evidence(here, there, step.strength, step.fact))
        here = there
    return walked


def of_kind(parties: Iterable[Party], kind: str) -> list[int]:
    return [pk for each, pk in parties if each == kind]


def _nearest(contact: Contact) -> tuple[bool, date, int, int]:
    """Put who works here still before who left, then who spoke last."""
    return contact.colleague.is_active, contact.last_on, contact.number, contact.colleague.pk


def contact_strength(contact: Contact | Attendance, today: date) -> float:
    strength = 0.5 ** ((today - contact.last_on).days / 365) * (1 + min(contact.number, 5) / 10)
    at_first_hand = isinstance(contact, Contact) and contact.colleague.is_active
    return _bounded(strength if at_first_hand else strength / 2)


def work_strength(work: Affiliation, today: date) -> float:
    if work.ended_on is None or work.ended_on > today:
        return 0.9
    return _bounded(0.5 * 0.5 ** ((today - work.ended_on).days / 365 / 2))


def tie_strength(tie: Relationship, today: date) -> float:
    if tie.faded(today):
        return 0.3
    return 0.8 if tie.confirmed_on else 0.6


def _bounded(strength: float) -> float:
    return min(max(strength, WEAKEST), STRONGEST)
