"""What a link to leave a list says, and how it stands with the person who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from network.models import MailAddress, Person
from network.queries.merges import person_behind
from newsletter.models import Campaign, Newsletter, Subscription
from newsletter.models.subscription import EndSource
from post import links
from post.fields import masked
from post.links import address_hasher
from post.models import Letter, Stop, StopSource

PURPOSE = "unsubscribe"
UNDO_FOR = timedelta(minutes=30)
THEMSELVES = (StopSource.ONE_CLICK, StopSource.PAGE)


class UnknownLink(Exception):
    """We did not make this link, or it is about something that no longer exists."""


@dataclass(frozen=True)
class Leaving:
    """Who leaves which list, through which campaign if any; for the page only a masked address."""

    person: Person
    newsletter: Newsletter
    campaign: Campaign | None
    address: str


def opened(purpose: str, token: str) -> tuple[links.Link, Person]:
    """Return what a personal link of this purpose says, and whom it is about.

    :raises UnknownLink: when it says nothing to us, or the person is gone.
    """
    try:
        link = links.open(purpose, token)
    except links.BadLink:
        raise UnknownLink from None
    person = person_behind(link.person)
    if not person:
        raise UnknownLink
    return link, person


def read(token: str) -> Leaving:
    """Return what a link to leave a list says.

    :raises UnknownLink: when it says nothing to us.
    """
    link, person = opened(PURPOSE, token)
    newsletter = Newsletter.objects.filter(pk=link.subject).first()
    if not newsletter:
        raise UnknownLink
    campaign = Campaign.objects.filter(mailing__letters=link.letter).first()
    return Leaving(person, newsletter, campaign, masked(_address(person, link.letter)))


def _address(person: Person, letter: int) -> str:
    """Return the address the letter went to; the link outlives the letter, so else the one we write to now."""
    went_to = Letter.objects.filter(pk=letter, person=person).values_list("address", flat=True).first()
    known = MailAddress.objects.filter(person=person, preferred=True).values_list("address", flat=True).first()
    return went_to or known or ""


def is_on_list(person: Person, newsletter: Newsletter) -> bool:
    """Tell whether this person agreed to the letters of this list and did not take that back."""
    return Subscription.objects.holding().filter(person=person, newsletter=newsletter).exists()


def has_stopped(person: Person, newsletter: Newsletter) -> bool:
    """Tell whether somebody stopped this list or everything."""
    return bool(stopped_lists(person) & {newsletter.pk, None})


def stopped_lists(person: Person) -> set[int | None]:
    """Return what somebody stopped, under this record or another with one of their addresses; nothing is everything.

    An address that is dead says nothing of what its reader wants.
    """
    stops = Stop.objects.holding()
    hashed = address_hasher()
    hashes = [hashed(one) for one in MailAddress.objects.filter(person=person).values_list("address", flat=True)]
    unwanted = stops.filter(address_hash__in=hashes).exclude(how=StopSource.BOUNCE)
    return set(stops.filter(person=person).union(unwanted).values_list("scope", flat=True))


def was_forgotten(person: Person) -> bool:
    """Tell whether the reader of one of somebody's addresses was forgotten once, whether or not they came back."""
    hashed = address_hasher()
    hashes = [hashed(one) for one in MailAddress.objects.filter(person=person).values_list("address", flat=True)]
    return Stop.objects.filter(address_hash__in=hashes, how=StopSource.ERASURE).exists()


def lost_by_silence(person: Person, newsletter: Newsletter) -> datetime | None:
    """Return when somebody lost their place because they did not answer whether they stay; nothing when otherwise."""
    theirs = Subscription.objects.by_themselves().filter(person=person, newsletter=newsletter)
    last = theirs.order_by("-agreed_at", "-pk").first()
    return last.ended_at if last and last.ended_how == EndSource.EXPIRED else None


def is_newer(agreed_at: datetime, lost_at: datetime) -> bool:
    """Tell whether a yes is of a later day than the one on which a place was lost by silence: only then it is new."""
    return timezone.localdate(agreed_at) > timezone.localdate(lost_at)


def may_undo(person: Person, newsletter: Newsletter, now: datetime) -> bool:
    """Tell whether this person left the list themselves, a moment ago, so that one press takes it back."""
    recent = Stop.objects.holding().filter(person=person, scope=newsletter.pk, at__gte=now - UNDO_FOR)
    return recent.filter(how__in=THEMSELVES).exists()
