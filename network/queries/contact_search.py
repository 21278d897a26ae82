"""Which contact moments answer to what somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from accounts.models import User
from network import namesearch
from network.models import ContactMoment, Organisation, Person, ProgrammeLine
from network.models.contact_moment import ABOUT, OrganisationInContact, PersonInContact

from .contact_moments import listed, organisations_in

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
    moments = listed(user).prefetch_related(organisations_in(user))
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
    if asked.colleague:
        moments = moments.filter(logged_by=asked.colleague)
    if words := namesearch.words_of(asked.words):
        moments = moments.filter(pk__in=_about(user, asked.words, words))
    return moments.order_by(*ORDERS[sort])


def _about(user: User, typed: str, words: list[str]) -> QuerySet[Any, Any]:
    """Find the moments whose sentence has each of these words, or that were with somebody or some party so called."""
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    told = ContactMoment.objects.order_by().alias(about=ABOUT).filter(about=query).values("pk")
    people = PersonInContact.objects.filter(person__in=Person.objects.visible_to(user).matching(typed))
    parties = Organisation.objects.visible_to(user).matching(typed)
    places = OrganisationInContact.objects.filter(organisation__in=parties)
    return told.union(people.values("contactmoment"), places.values("contactmoment"), all=True)
