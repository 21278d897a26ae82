"""Stop letters, and let them come again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from network.models import MailAddress, Person
from post import halts
from post.links import address_hash, address_hasher
from post.models import Stop, StopSource
from post.models.stop import NOTHING_AT_ALL
from post.signals import mail_stopped

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def stop(
    *,
    person: Person | None = None,
    address: str = "",
    scope: int | None = None,
    how: StopSource,
    now: datetime,
    by: User | None = None,
) -> None:
    """Stop the letters of one list, or of everything, to a person or an address; saying it twice changes nothing.

    Whatever is not yet handed to the mail server when this commits, stays here: also what a worker has in hand.
    A dead address, a restriction and an erasure always stop everything, service letters too.
    A person stops it for all their addresses, so that a second record of them, or an import after they were forgotten,
    does not undo it.
    """
    if how in NOTHING_AT_ALL:
        scope = None
    hashes = {address_hash(address)} if address else set()
    if person:
        _record(Stop(person=person, scope=scope, how=how, at=now, by=by))
        hashes |= _hashes(person)
    for hashed in hashes:
        _record(Stop(address_hash=hashed, scope=scope, how=how, at=now, by=by))
    if person:
        mail_stopped.send(Stop, person=person, scope=scope, at=now, how=how)


@transaction.atomic
def lift(*, person: Person, scope: int | None = None, now: datetime) -> None:
    """Let the letters of one list, or of everything, come again, because the person asked for them.

    A stop that holds back everything whatever the person wants, such as a dead address, stays.
    """
    mine = Stop.objects.holding().filter(person=person, scope=scope).exclude(how__in=NOTHING_AT_ALL)
    mine.update(lifted_at=now)
    halts.tell(halts.lifted(halts.person(person.pk), scope))
    hashes = _hashes(person)
    theirs = Stop.objects.holding().filter(address_hash__in=hashes, scope=scope).exclude(how__in=NOTHING_AT_ALL)
    theirs.update(lifted_at=now)
    for hashed in hashes:
        halts.tell(halts.lifted(halts.address(hashed), scope))


def hold_back(*, people: Collection[int], scope: int) -> None:
    """Hold back what a worker has in hand of a list for people who lost their place on it; later claims ask anew."""
    halts.tell(*(halts.stopped(halts.person(number), scope, everything=False) for number in people))


def let_through(*, people: Collection[int], scope: int) -> None:
    """Hold back no longer what a worker has in hand of a list for people who got their place back."""
    halts.tell(*(halts.lifted(halts.person(number), scope) for number in people))


@transaction.atomic
def outlive(*, person: Person) -> None:
    """Let each stop of somebody who is about to be deleted hold on for their addresses, those of today too."""
    hashes = _hashes(person)
    for stop in Stop.objects.holding().filter(person=person):
        for hashed in hashes:
            _record(Stop(address_hash=hashed, scope=stop.scope, how=stop.how, at=stop.at, by=stop.by))


@transaction.atomic
def revive(*, address: str, now: datetime) -> None:
    """Let letters go to an address again that was dead. What its owner had stopped before, stays stopped."""
    hashed = address_hash(address)
    for dead in Stop.objects.holding().filter(address_hash=hashed, how=StopSource.BOUNCE).select_for_update():
        _lift_strict(dead, now)


@transaction.atomic
def end_restriction(*, person: Person, now: datetime) -> int:
    """Let letters go again to somebody who had asked us not to use their data; return how many stops that ended.

    What they had stopped before, stays stopped.
    """
    theirs = Q(person=person) | Q(address_hash__in=_hashes(person))
    restricted = Stop.objects.holding().filter(theirs, how=StopSource.RESTRICTED).select_for_update()
    held = list(restricted.order_by("pk"))
    for stop in held:
        _lift_strict(stop, now)
    return len(held)


def _lift_strict(strict: Stop, now: datetime) -> None:
    """End a stop that held back everything; the milder one whose place it took holds again."""
    strict.lifted_at = max(now, strict.at)
    strict.save(update_fields=["lifted_at"])
    about = {"person": strict.person, "address_hash": strict.address_hash, "scope": None}
    halts.tell(halts.lifted(_name(strict), None, everything=True))
    before = Stop.objects.filter(**about, lifted_at=strict.at).exclude(how__in=NOTHING_AT_ALL)
    if milder := before.order_by("-pk").first():
        _record(Stop(**about, how=milder.how, at=milder.at, by=milder.by))


def _name(stop: Stop) -> str:
    """Return by what a worker knows whom a stop is about."""
    return halts.person(stop.person_id) if stop.person_id else halts.address(bytes(stop.address_hash or b""))


@transaction.atomic
def welcome_back(*, address: str, now: datetime) -> None:
    """Let letters go again to an address whose reader was forgotten, because they ask for them themselves.

    Only the confirmed request of who reads there does this. That they were forgotten stays on record as a stop that
    ended, and what they had left before stays left.
    """
    hashed = address_hash(address)
    for forgotten in Stop.objects.holding().filter(address_hash=hashed, how=StopSource.ERASURE).select_for_update():
        forgotten.lifted_at = max(now, forgotten.at)
        forgotten.save(update_fields=["lifted_at"])
        halts.tell(halts.lifted(halts.address(hashed), None, everything=True))


def _record(asked: Stop) -> None:
    """Write the stop down unless it stands; one that holds back everything takes the place of a milder one.

    That somebody was forgotten takes the place of all: an address that works again does not bring them back. The other
    one is lifted at that very moment, so that it can be found back.
    """
    about = {"person": asked.person, "address_hash": asked.address_hash, "scope": asked.scope, "lifted_at": None}
    facts = {"how": asked.how, "at": asked.at, "by": asked.by}
    written, _new = Stop.objects.get_or_create(**about, defaults=facts)
    if _is_stricter(asked.how, written.how):
        facts["at"] = written.lifted_at = max(asked.at, written.at)
        written.save(update_fields=["lifted_at"])
        Stop.objects.create(**about, **facts)
    halts.tell(halts.stopped(_name(asked), asked.scope, everything=asked.how in NOTHING_AT_ALL))


def _is_stricter(asked: str, written: str) -> bool:
    if asked == StopSource.ERASURE:
        return written != asked
    return asked in NOTHING_AT_ALL and written not in NOTHING_AT_ALL


def _hashes(person: Person) -> set[bytes]:
    hashed = address_hasher()
    return {hashed(one) for one in MailAddress.objects.filter(person=person).values_list("address", flat=True)}
