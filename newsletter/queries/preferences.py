"""Whom a personal link is about, what they get now, and what else they could get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from network.models import MailAddress, Person
from newsletter.models import Campaign, ConsentText, Newsletter, Preference, Subscription
from newsletter.queries.leaving import THEMSELVES, UnknownLink, opened
from post.fields import masked
from post.links import address_hash
from post.models import Stop, StopSource

PURPOSE, UNDO_PURPOSE = "preferences", "undo_stop"
UNDO_BY_MAIL_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Reader:
    """Who has the link, and the campaign through which they came, if any; for the page only a masked address."""

    person: Person
    campaign: Campaign | None
    address: str


def read(token: str) -> Reader:
    """Return whom a link to the preferences is about.

    :raises UnknownLink: when it says nothing to us.
    """
    link, person = opened(PURPOSE, token)
    campaign = Campaign.objects.filter(mailing__letters=link.letter).first() if link.letter else None
    return Reader(person, campaign, masked(address_of(person)))


def address_of(person: Person) -> str:
    """Return the address that somebody prefers; empty without one."""
    return MailAddress.objects.filter(person=person, preferred=True).values_list("address", flat=True).first() or ""


@dataclass(frozen=True)
class Choice:
    """One list on the page: the place somebody has on it, if any, and the words to which a new tick says yes."""

    newsletter: Newsletter
    place: Subscription | None
    text: ConsentText | None


def choices(person: Person) -> list[Choice]:
    """Return the lists somebody is on and those that are open to everybody, in the order of the lists."""
    held = {place.newsletter_id: place for place in Subscription.objects.holding().filter(person=person).order_by("pk")}
    texts = {text.newsletter_id: text for text in ConsentText.objects.all().current()}
    lists = Newsletter.objects.filter(Q(pk__in=held) | Q(public=True, pk__in=texts))
    return [Choice(one, held.get(one.pk), texts.get(one.pk)) for one in lists]


def preference_of(person: Person) -> Preference | None:
    """Return how often somebody wants letters, when they ever said so."""
    return Preference.objects.filter(person=person).first()


def stopped_everything(person: Person) -> bool:
    """Tell whether somebody wants no letters at all."""
    return Stop.objects.holding().filter(person=person, scope=None).exists()


def is_disowned(address: str) -> bool:
    """Tell whether who reads at this address said that no letter of ours should come there."""
    stops = Stop.objects.holding().filter(address_hash=address_hash(address), scope=None)
    return stops.filter(how__in=THEMSELVES).exists()


def open_undo(token: str) -> tuple[Stop, Person]:
    """Return the stop that a link takes back, and whose it is.

    :raises UnknownLink: when it says nothing to us, or the stop is gone.
    """
    link, person = opened(UNDO_PURPOSE, token)
    stop = Stop.objects.filter(pk=link.subject).first()
    if not stop or stop.person_id not in (None, person.pk):
        raise UnknownLink
    return stop, person


def may_take_back(stop: Stop, now: datetime) -> bool:
    """Tell whether leaving can still be undone by the link in the letter about it: not too long ago.

    Such a letter goes to who left by themselves, and to who asked a colleague to take them off one list.
    """
    told = stop.how in THEMSELVES or (stop.how == StopSource.STAFF and stop.scope is not None)
    return stop.lifted_at is None and told and now - stop.at <= UNDO_BY_MAIL_FOR
