"""Which contact moments answer to what somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from accounts.models import User
from network import namesearch
from network.models import ContactMoment, Organisation, Person, ProgrammeLine
from network.models.contact_moment import ABOUT, OrganisationInContact, PersonInContact

from .contact_moments import listed, organisations_in

MOST = 1000  # found by words that a page lists; who wants more asks more narrowly, or exports it
ORDERS = {
    "day": ["-held_on", "-pk"],
    "-day": ["held_on", "pk"],
    "line": ["line__number", "-held_on", "-pk"],
    "-line": ["-line__number", "-held_on", "-pk"],
}


@dataclass(frozen=True)
class ContactsAsked:
    """What the list of contact moments is narrowed to; what is empty asks nothing."""

    words: str = ""
    line: ProgrammeLine | None = None
    channel: str = ""
    own: bool = False
    person: Person | None = None
    organisation: Organisation | None = None
    colleague: User | None = None
    since: date | None = None
    until: date | None = None
    nobody: bool = False  # something was asked that is not there: then nothing answers

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but words is asked."""
        return replace(self, words="") != ContactsAsked()


def found(user: User, asked: ContactsAsked, sort: str = "day") -> QuerySet[ContactMoment]:
    """Return the contact moments this user may read that answer to all that is asked, in this order."""
    moments = _narrowed(user, asked)
    if words := namesearch.words_of(asked.words):
        told, people, places = _about(user, asked.words, words)
        moments = moments.filter(pk__in=told.union(people, places, all=True))
    return moments.order_by(*ORDERS[sort])


def first_found(user: User, asked: ContactsAsked, sort: str = "day") -> tuple[QuerySet[ContactMoment], bool]:
    """Return what a page lists: all that answers, or the first of it when words find more; and whether that is so.

    What few words find is looked up by them; what many find is met soon on the way along the days. So a common word
    costs as little as a rare one, where counting all of it would cost seconds at 500,000 moments.
    """
    words = namesearch.words_of(asked.words)
    if not words or asked.nobody:
        return found(user, asked, sort), False
    told, people, places = _about(user, asked.words, words)
    keys = [row["pk"] for row in told.union(people, places, all=True)[: MOST + 1]]
    more = len(keys) > MOST
    if more:
        along = _narrowed(user, asked).filter(Q(pk__in=told) | Q(pk__in=people) | Q(pk__in=places))
        keys = list(along.order_by(*ORDERS[sort]).values_list("pk", flat=True)[: MOST + 1])
        more = len(keys) > MOST
    moments = _narrowed(user, asked).filter(pk__in=keys[:MOST] if more else keys)
    return moments.order_by(*ORDERS[sort]), more


def _narrowed(user: User, asked: ContactsAsked) -> QuerySet[ContactMoment]:
    """Return what answers to all that is asked but the words."""
    moments: QuerySet[ContactMoment] = listed(user).prefetch_related(organisations_in(user))
    if asked.nobody:
        return moments.none()
    told: dict[str, Any] = {
        "line": asked.line,
        "channel": asked.channel,
        "logged_by": user if asked.own else None,
        "people": asked.person,
        "organisations": asked.organisation,
        "held_on__gte": asked.since,
        "held_on__lte": asked.until,
    }
    moments = moments.filter(**{name: value for name, value in told.items() if value})
    return moments.filter(logged_by=asked.colleague) if asked.colleague else moments


def _about(user: User, typed: str, words: list[str]) -> tuple[QuerySet[Any, Any], ...]:
    """Find the moments whose sentence has each of these words, or that were with somebody or some party so called."""
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    told = ContactMoment.objects.order_by().alias(about=ABOUT).filter(about=query).values("pk")
    people = PersonInContact.objects.filter(person__in=Person.objects.visible_to(user).matching(typed))
    parties = Organisation.objects.visible_to(user).matching(typed)
    places = OrganisationInContact.objects.filter(organisation__in=parties)
    return told, people.values("contactmoment"), places.values("contactmoment")
