from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.models import User
from network.models import Affiliation, Organisation, Person, ProgrammeLine, Relationship, RelationshipType
from network.models.relationship import Between, RelationshipQuerySet

MOST = 500  # on the page of one party; who has more is a list of its own on the map
FIRST = 6  # that show before somebody asks for the others; each is drawn with all that is known of it
ENDS = ("kind", "first_organisation", "second_organisation", "first_person", "second_person")


@dataclass(frozen=True)
class Seen:
    """A tie as one of its ends sees it: who is at the other end, and the words that lead there."""

    tie: Relationship
    party: Organisation | Person
    other: Organisation | Person
    words: str
    icon: str
    faded: bool
    over: bool

    @property
    def side(self) -> str:
        return self.tie.side_of(self.party)

    @property
    def name(self) -> str:
        return name_of(self.party)

    @property
    def other_name(self) -> str:
        return name_of(self.other)


def name_of(party: Organisation | Person) -> str:
    return party.name if isinstance(party, Organisation) else party.full_name


def seen_from(tie: Relationship, party: Organisation | Person, today: date) -> Seen:
    """Return this tie with its words in the direction away from this party."""
    forward = tie.side_of(party) == "first"
    kind = tie.kind
    icon = "arrow-left-right" if not kind.directed else "arrow-right" if forward else "arrow-left"
    return Seen(
        tie=tie,
        party=party,
        other=tie.end("second" if forward else "first"),
        words=str(kind) if forward else kind.back,
        icon=icon,
        faded=tie.faded(today) and not tie.over(today),
        over=tie.over(today),
    )


def listed(user: User) -> RelationshipQuerySet:
    """Return the ties this user may see, with what a line about them shows."""
    ties: RelationshipQuerySet = Relationship.objects.visible_to(user)
    return ties.select_related(*ENDS, "stated_by")


def of_party(party: Organisation | Person, user: User, today: date, most: int = MOST) -> list[Seen]:
    """Return the first ties of this party as it sees them: what holds, then what is over, the latest first."""
    return _seen(_keys(party, user)[:most], party, user, today)


def with_days(party: Organisation | Person, user: User, today: date) -> list[Seen]:
    """Return the ties of this party of which it is known when they began or ended."""
    known = Q(started_on__isnull=False) | Q(ended_on__isnull=False)
    return _seen(_keys(party, user).filter(known)[:MOST], party, user, today)


def card(party: Organisation | Person, user: User, today: date, *, all_of_them: bool) -> dict[str, Any]:
    """Return the ties for the page of this party: the first few, or all when asked, and how many there are."""
    keys = list(_keys(party, user)[:MOST])
    shown = keys if all_of_them else keys[:FIRST]
    return {"ties": _seen(shown, party, user, today), "ties_count": len(keys)}


def _keys(party: Organisation | Person, user: User) -> QuerySet[Any, int]:
    """Return the keys of the ties of this party, in order; what stands at their ends is fetched for a few alone."""
    ties = Relationship.objects.visible_to(user).of(party)
    in_order = ties.order_by(F("ended_on").desc(nulls_first=True), "kind__position", "pk")
    return in_order.values_list("pk", flat=True)


def _seen(keys: Iterable[int], party: Organisation | Person, user: User, today: date) -> list[Seen]:
    end = "organisation" if isinstance(party, Organisation) else "person"
    ties = Relationship.objects.visible_to(user).select_related("kind", f"first_{end}", f"second_{end}", "stated_by")
    wanted = list(keys)
    found = ties.in_bulk(wanted)
    return [seen_from(found[key], party, today) for key in wanted]


def to_review(user: User, today: date, *, own: bool, line: ProgrammeLine | None = None) -> QuerySet[Relationship]:
    """Return the ties that faded, the longest unheard of first; `own`: this colleague stated them or keeps an end."""
    ties = listed(user).fading(today).order_by("last_known_on", "pk")
    if own:
        ties = ties.filter(_mine(user, today))
    if line:
        there = Organisation.objects.filter(line_partnerships__line=line, line_partnerships__ended_on=None).values("pk")
        ties = ties.filter(Q(first_organisation__in=there) | Q(second_organisation__in=there))
    return ties


def kinds_for(party: Organisation | Person) -> QuerySet[RelationshipType]:
    """Return the kinds of ties that this party can have."""
    between = Between.ORGANISATIONS if isinstance(party, Organisation) else Between.PEOPLE
    return RelationshipType.objects.filter(between=between)


def people_found(user: User, words: str, besides: Person, today: date, most: int = 12) -> list[Person]:
    """Return the first people who answer to these words, each with where they work now."""
    if not words.strip():
        return []
    current = Affiliation.objects.holding_on(today).select_related("organisation")
    people = Person.objects.visible_to(user).matching(words).exclude(pk=besides.pk).by_name()
    return list(people.prefetch_related(Prefetch("affiliations", current, to_attr="current_affiliations"))[:most])


def _mine(user: User, today: date) -> Q:
    held = Organisation.objects.filter(relation_holders__in=user.held_relations.holding_on(today)).values("pk")
    return Q(stated_by=user) | Q(first_organisation__in=held) | Q(second_organisation__in=held)
