"""Take in what came back: write it down once, and let it count for the address or the person, never against both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from network.actions import reach
from network.models.mail_address import Arrives
from post.actions import alarms, following_up, stops
from post.actions.delivering import Outcome
from post.blame import judge
from post.fields import without_addresses
from post.incoming.reading import Heard, read
from post.incoming.verdicts import Verdict, same, verdict
from post.links import address_hash
from post.models import Letter, Report, ReportKind, Stop, StopSource
from post.models.report import AGAINST_THE_ADDRESS
from post.replies import enhanced
from post.standing import standing

COMPLAINED = Verdict(ReportKind.COMPLAINT, "", "")


def take(*, raw: bytes, now: datetime) -> bool:
    """Take in a message that reached our bounce address; tell whether it says something about a letter of ours.

    A message without a token of ours changes nothing, and nothing is ever answered (bar M12, M27).
    """
    heard = read(raw)
    return heard is not None and take_heard(heard=heard, now=now)


def take_heard(*, heard: Heard, now: datetime) -> bool:
    """Write down what was heard of a letter and act on it; tell whether it counts. A second time changes nothing."""
    letter = Letter.objects.select_related("mailing__created_by", "person").filter(pk=heard.letter).first()
    if not letter or not letter.address:
        return False
    if heard.complained:
        found = COMPLAINED if not heard.address or same(heard.address, letter.address) else None
    else:
        found = verdict(heard.said, letter.address)
    if found:
        _record(letter, found, heard.event, _moment(heard.at, letter, now), now)
    return found is not None


def take_refusals(*, refusals: Iterable[Outcome], now: datetime) -> None:
    """Let what the mail server refused at once count as if it had come back: the address is as dead (bar M25)."""
    by_number = {one.letter: one for one in refusals}
    letters = Letter.objects.select_related("mailing__created_by", "person").filter(pk__in=by_number)
    for letter in letters.order_by("pk"):
        told = by_number[letter.pk]
        kind, code = judge(enhanced(told.reply), told.reply)
        if kind in AGAINST_THE_ADDRESS and letter.address:
            found = Verdict(kind, code, without_addresses(f"{told.code or ''} {told.reply}"))
            _record(letter, found, f"refused {letter.pk} {now:%Y-%m-%d}", now, now)


def _moment(at: datetime | None, letter: Letter, now: datetime) -> datetime:
    """Return when a letter came back: not before it left, and not later than now, whatever a clock elsewhere says."""
    return min(max(at or now, letter.mailing.released_at or now), now)


def _record(letter: Letter, found: Verdict, event: str, at: datetime, now: datetime) -> None:
    """Write a report down with what follows from it; the mailing is looked at afterwards, when no row is locked."""
    if _is_new(letter, found, event, at, now) and found.kind in alarms.ENOUGH:
        alarms.look_at(mailing=letter.mailing, now=now)


@transaction.atomic
def _is_new(letter: Letter, found: Verdict, event: str, at: datetime, now: datetime) -> bool:
    """Write a report down and let it count, unless we heard it before; tell which."""
    hashed = address_hash(letter.address)
    facts = {
        "mailing": letter.mailing,
        "letter": letter,
        "kind": found.kind,
        "code": found.code,
        "words": found.words,
        "address_hash": hashed,
        "at": at,
        "heard_at": now,
        "forgiven_at": partial(_forgiven_at, hashed, letter),  # asked for what is new alone
    }
    report, is_new = Report.objects.get_or_create(event=event, defaults=facts)
    if is_new and report.kind == ReportKind.COMPLAINT:
        _stop_everything(letter, now)
    elif is_new and report.kind in AGAINST_THE_ADDRESS:
        _settle_address(letter, hashed, now)
    return is_new


def _forgiven_at(hashed: bytes, letter: Letter) -> datetime | None:
    """Return since when this address works again, when that is after the letter left: then it says nothing new."""
    if letter.settled_at is None:
        return None
    lifted = Stop.objects.filter(address_hash=hashed, how=StopSource.BOUNCE, lifted_at__gte=letter.settled_at)
    return lifted.values_list("lifted_at", flat=True).first()


def _stop_everything(letter: Letter, now: datetime) -> None:
    """Take who finds our mail unwanted off every list (bar M26)."""
    stops.stop(person=letter.person, address=letter.address, how=StopSource.COMPLAINT, now=now)


def _settle_address(letter: Letter, hashed: bytes, now: datetime) -> None:
    """Let the address stand as all reports about it together say; a dead one stops every letter."""
    known = reach.lock_address(letter.address)
    stands = standing(hashed, now)
    if not stands:
        return
    newly = reach.came_back(rows=known, arrives=stands.arrives, at=stands.at, words=stands.words, now=now)
    if stands.arrives == Arrives.DEAD:
        stops.stop(address=letter.address, how=StopSource.BOUNCE, now=now)
        following_up.ask(people=newly, mailing=letter.mailing, now=now)


@transaction.atomic
def forgive(*, address: str, now: datetime) -> None:
    """Let an address live again, because a colleague says that it works: what came back before no longer counts."""
    hashed = address_hash(address)
    Report.objects.filter(address_hash=hashed, forgiven_at=None).update(forgiven_at=now)
    stops.revive(address=address, now=now)


def wear_out(*, now: datetime) -> int:
    """Let addresses from which post came back for now stand as before, when that wore out; return how many."""
    return sum(_worn_out(row.pk, row.address, now) for row in reach.coming_back_for_now())


@transaction.atomic
def _worn_out(pk: int, address: str, now: datetime) -> bool:
    reach.lock_address(address)
    if standing(address_hash(address), now):
        return False
    return reach.arrives_again(pk=pk, now=now)
