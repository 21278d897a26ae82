"""What bringing addresses onto a list would do: who comes, who is on it, who left and stays away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Lower

from network.models import MailAddress
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import EndSource, SubscriptionQuerySet
from newsletter.queries.leaving import is_newer
from post.links import address_hasher
from post.models import Stop, StopSource


@dataclass(frozen=True)
class Sorted:
    """The addresses of a file, each in one group; `known` says whose they are, of those that come and are known."""

    coming: tuple[str, ...]
    on_list: tuple[str, ...]
    left: tuple[str, ...]
    known: dict[str, int]


def sort_out(newsletter: Newsletter, addresses: Iterable[str], agreed_at: datetime) -> Sorted:
    """Sort addresses by what may happen to them; whoever left, or wants no mail, stays away (bar P10).

    Who lost their place by silence comes back when they agreed on a later day; who was forgotten only by themselves,
    also after they came back to another list.

    Looks at everybody who has one of these addresses, preferred or not, and at the hash of each address, so that who
    was forgotten counts. When one of two who share a mailbox left, nothing is sent there.
    """
    asked = {address.lower(): address for address in addresses}
    holders = _holders(asked)
    everybody = {person for people in holders.values() for person in people}
    places = Subscription.objects.filter(newsletter=newsletter, person__in=everybody)
    on_list = set(places.holding().values_list("person", flat=True))
    gone = _who_left(places, agreed_at) - on_list
    stops = Stop.objects.holding().about(newsletter.pk)
    gone |= set(stops.filter(person__in=everybody).values_list("person", flat=True))
    hashed = address_hasher()
    hashes = {hashed(address): address for address in asked}
    forgotten = Stop.objects.filter(how=StopSource.ERASURE)
    stopped = (stops | forgotten).filter(address_hash__in=list(hashes)).values_list("address_hash", flat=True)
    away = {hashes[bytes(one)] for one in stopped if one}
    groups: dict[str, list[str]] = {"coming": [], "on_list": [], "left": []}
    for lowered, address in asked.items():
        people = set(holders.get(lowered, ()))
        group = "left" if people & gone or lowered in away else "on_list" if people & on_list else "coming"
        groups[group].append(address)
    known = {asked[lowered]: people[0] for lowered, people in holders.items()}
    return Sorted(tuple(groups["coming"]), tuple(groups["on_list"]), tuple(groups["left"]), known)


def _who_left(places: SubscriptionQuerySet, agreed_at: datetime) -> set[int]:
    """Find who lost their last place, but for those who did so by silence and agreed on a later day."""
    last = (
        places.by_themselves().filter(ended_at__isnull=False).order_by("person", "-agreed_at", "-pk").distinct("person")
    )
    return {
        place.person_id
        for place in last
        if place.ended_how != EndSource.EXPIRED or not (place.ended_at and is_newer(agreed_at, place.ended_at))
    }


def _holders(asked: dict[str, str]) -> dict[str, list[int]]:
    """Find who has each of these addresses: first who prefers it, and of them who was there first."""
    rows = MailAddress.objects.alias(lowered=Lower("address")).filter(lowered__in=list(asked))
    holders: dict[str, list[int]] = {}
    for lowered, person in rows.order_by("-preferred", "person").values_list(Lower("address"), "person"):
        holders.setdefault(lowered, []).append(person)
    return holders
