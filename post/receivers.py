"""What the post does when the network tells something."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from post import halts
from post.actions import forgetting, mailings, reports, stops
from post.incoming import providers
from post.links import address_hasher
from post.models import Stop
from post.models.stop import NOTHING_AT_ALL

if TYPE_CHECKING:
    from anymail.signals import AnymailTrackingEvent

    from accounts.models import User
    from network.actions.journal import Journal
    from network.models import Person


def settle_stops(*, kept: Person, gone: Person, journal: Journal, **_: Any) -> None:
    """Let each stop of either hold for the one who stays, also for letters that a worker has in hand this moment.

    Of two stops of one list the strictest stays: one that holds back service letters too.
    """
    theirs = {stop.scope: stop for stop in Stop.objects.holding().filter(person=gone)}
    for mine in Stop.objects.holding().filter(person=kept, scope__in=[scope for scope in theirs if scope is not None]):
        journal.set_aside(Stop, [theirs[mine.scope].pk])
    mine_of_all = Stop.objects.holding().filter(person=kept, scope=None).first()
    if mine_of_all and None in theirs:
        strict = theirs[None].how in NOTHING_AT_ALL and mine_of_all.how not in NOTHING_AT_ALL
        journal.set_aside(Stop, [mine_of_all.pk if strict else theirs[None].pk])
    for stop in theirs.values():
        everything = stop.how in NOTHING_AT_ALL
        halts.tell(halts.stopped(halts.person(kept.pk), stop.scope, everything=everything))


def forget_person(*, instance: Person, **_: Any) -> None:
    """Forget where the letters of somebody went who is deleted; what they stopped stays stopped, as a hash."""
    stops.outlive(person=instance)
    forgetting.forget_person(person=instance)


def promise_letter_to_colleague(*, user: User, subject: str, text: str, title: str, now: datetime, **_: Any) -> None:
    """Promise a colleague the letter that the network wrote to her."""
    mailings.send_service(to=user.email, subject=subject, text=text, title=title, now=now)


def promise_privacy_alarm(*, user: User, subject: str, text: str, now: datetime, **_: Any) -> None:
    """Promise who guards privacy the letter about a colleague who saw many people."""
    mailings.send_service(to=user.email, subject=subject, text=text, title="privacy alarm", now=now)


def tell_stops(*, addresses: set[str], **_: Any) -> set[str]:
    """Return which of these addresses get no letters at all, whoever has them."""
    hashed = address_hasher()
    by_hash = {hashed(address): address for address in addresses}
    known = Stop.objects.holding().filter(address_hash__in=list(by_hash), scope=None)
    return {by_hash[bytes(found)] for found in known.values_list("address_hash", flat=True) if found}


def revive_address(*, address: str, now: datetime, **_: Any) -> None:
    """Write to an address again of which a colleague says that it works."""
    reports.forgive(address=address, now=now)


def take_event(*, event: AnymailTrackingEvent, **_: Any) -> None:
    """Take in what a mail provider tells about a letter; it was checked that it comes from there."""
    heard = providers.heard_from(event)
    if heard:
        reports.take_heard(heard=heard, now=timezone.now())
