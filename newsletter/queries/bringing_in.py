"""What bringing addresses onto a list would do: who comes, who is on it, who left and stays away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Lower

from network.models import MailAddress
from newsletter.models import Newsletter, Subscription
from post.links import address_hasher
from post.models import Stop


@dataclass(frozen=True)
class Sorted:
    """The addresses of a file, each in one group; `known` says whose they are, of those that come and are known."""

    coming: tuple[str, ...]
    on_list: tuple[str, ...]
    left: tuple[str, ...]
    known: dict[str, int]


def sort_out(newsletter: Newsletter, addresses: Iterable[str]) -> Sorted:
    """Sort addresses by what may happen to them; whoever left, or wants no mail, stays away (bar P10).

    Looks at the people who prefer these addresses and at the hash of each address, so that who was forgotten counts.
    """
    asked = {address.lower(): address for address in addresses}
    holders = _holders(asked)
    places = Subscription.objects.filter(newsletter=newsletter, person__in=holders.values())
    on_list = set(places.holding().values_list("person", flat=True))
    gone = set(places.values_list("person", flat=True)) - on_list
    stops = Stop.objects.holding().about(newsletter.pk)
    gone |= set(stops.filter(person__in=holders.values()).values_list("person", flat=True))
    hashed = address_hasher()
    hashes = {hashed(address): address for address in asked}
    stopped = stops.filter(address_hash__in=list(hashes)).values_list("address_hash", flat=True)
    away = {hashes[bytes(one)] for one in stopped if one}
    groups: dict[str, list[str]] = {"coming": [], "on_list": [], "left": []}
    for lowered, address in asked.items():
        person = holders.get(lowered)
        group = "left" if person in gone or lowered in away else "on_list" if person in on_list else "coming"
        groups[group].append(address)
    known = {asked[lowered]: person for lowered, person in holders.items()}
    return Sorted(tuple(groups["coming"]), tuple(groups["on_list"]), tuple(groups["left"]), known)


def _holders(asked: dict[str, str]) -> dict[str, int]:
    """Find who prefers each of these addresses; of two who share a mailbox, who was there first."""
    rows = MailAddress.objects.alias(lowered=Lower("address")).filter(lowered__in=list(asked), preferred=True)
    return dict(rows.order_by("-person").values_list(Lower("address"), "person"))
