"""What happens after something broke: parcels of workers that are gone, mailings that nobody finished."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from post import journal, owner
from post.journal import Entry, Mark
from post.models import Batch, LetterState, Mailing, Parcel, ParcelState, Reason
from post.models.letter import OPEN
from post.parcelling import IN_PARCELS

from . import mailings
from .delivering import GRACE, Claimed, Outcome, Result, finish, settle

log = structlog.get_logger(__name__)

MOST_DEATHS = 3  # of workers in a row that had a parcel and handed over nothing of it


def recover(*, by: str, now: datetime) -> int:
    """Settle the parcels of workers that are gone, from their journals, and return how many.

    `by` is the owner in whose name this is done: of two who try, one gets the parcel.
    """
    recovered = 0
    for parcel, whose, over in _abandoned():
        local = owner.is_local(whose)
        if owner.is_alive(whose) if local else not over:
            continue
        mailing = _settle_for(parcel, whose, by, local=local, now=now)
        if mailing:
            journal.put_away(parcel, whose)
            finish(mailing=mailing, now=now)
            log.warning("parcel_recovered", parcel=parcel, mailing=mailing)
            recovered += 1
    return recovered


def _abandoned() -> list[tuple[int, str, bool]]:
    """Return each claimed parcel, whose it is, and whether that claim is over for whoever cannot see the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, owner, lease_until + make_interval(secs => %s) < clock_timestamp() FROM post_parcel"
            " WHERE state = %s ORDER BY id",
            [GRACE, ParcelState.CLAIMED],
        )
        return cursor.fetchall()


@transaction.atomic
def _settle_for(parcel: int, whose: str, by: str, *, local: bool, now: datetime) -> int | None:
    """Settle a parcel of somebody who is gone and return its mailing; nothing when another did so first.

    Taking over and settling stand or fall together: a parcel in our name, without a journal in our name, would look
    as if nothing of it had been handed over, should we die in between.
    """
    claimed = _take_over(parcel, whose, by)
    if not claimed:
        return None
    result = _from_journal(claimed, whose, local=local)
    if result.left and not result.outcomes:
        result = _after_a_death(claimed, result)
    settle(claimed=claimed, result=result, now=now)
    return claimed.mailing


def _after_a_death(claimed: Claimed, result: Result) -> Result:
    """Return what becomes of a parcel of which nothing was handed over before its worker died.

    After three such deaths one of its letters may be to blame, by whatever it does to the memory of a worker: each then
    gets a parcel of its own, so that the others leave; and a letter alone of which three workers died is given up (F2).
    """
    parcel = Parcel.objects.get(pk=claimed.parcel)
    parcel.deaths += 1
    parcel.save(update_fields=["deaths"])
    if parcel.deaths < MOST_DEATHS:
        return result
    log.error("parcel_kills_workers", parcel=parcel.pk, mailing=claimed.mailing, letters=len(result.left))
    if len(result.left) == 1:
        return Result(outcomes=[Outcome(result.left[0], LetterState.FAILED, reason=Reason.UNFIT, tried=False)])
    alone = {"mailing_id": claimed.mailing, "number": parcel.number, "attempt": parcel.attempt}
    Parcel.objects.bulk_create(Parcel(**alone, letter_ids=[letter]) for letter in result.left)
    return Result()


def _take_over(parcel: int, whose: str, by: str) -> Claimed | None:
    taken = Parcel.objects.filter(pk=parcel, owner=whose, state=ParcelState.CLAIMED).update(owner=by)
    if not taken:
        return None
    row = Parcel.objects.values_list("mailing_id", "letter_ids", "attempt").get(pk=parcel)
    return Claimed(parcel, *row, by)


def _from_journal(claimed: Claimed, whose: str, *, local: bool) -> Result:
    """Return what became of a parcel according to the journal of its owner, who is gone.

    Letters without a mark were not handed over, as long as the machine did not restart meanwhile: then the last marks
    may be missing. And without a journal nothing was handed over, as long as it would have stood here. In all other
    cases the outcome is unknown: a letter too few that staff can see is better than a letter too many (bar Q2).
    """
    trusted = owner.same_boot(whose)
    entries = journal.read(claimed.parcel, whose)
    if entries is None or len(entries) != len(claimed.letters):
        # Put away when it was settled: the database that we see was put back from a backup of before that.
        kept = journal.kept_of(claimed.parcel, whose)
        entries = [kept.get(letter, Entry(Mark.UNTOUCHED, 0)) for letter in claimed.letters]
        trusted = trusted and local
    result = Result()
    for letter, entry in zip(claimed.letters, entries, strict=True):
        if entry.mark == Mark.UNTOUCHED and trusted:
            result.left.append(letter)
        else:
            result.outcomes.append(_outcome_of(letter, entry))
    return result


def _outcome_of(letter: int, entry: Entry) -> Outcome:
    code = entry.code or None
    if entry.mark == Mark.ACCEPTED:
        return Outcome(letter, LetterState.SENT, code)
    if entry.mark == Mark.REFUSED:
        return Outcome(letter, LetterState.FAILED, code)
    if entry.mark == Mark.LATER:
        return Outcome(letter, LetterState.DEFERRED, code)
    return Outcome(letter, LetterState.UNKNOWN, reason=Reason.NO_ANSWER)


def tidy(*, now: datetime) -> None:
    """Expire what is pointless, cancel what was stopped, finish what came to its end, gather letters in no parcel."""
    journal.remove_forgotten(now=now)
    Batch.objects.filter(leaves_at__lte=now).delete()
    for mailing in Mailing.objects.open().filter(expires_at__lte=now):
        mailings.expire(mailing=mailing, now=now)
    for mailing in Mailing.objects.open().filter(cancelled_at__isnull=False):
        mailings.cancel_what_waits(mailing=mailing, now=now)
    at_work = Parcel.objects.exclude(state=ParcelState.DONE).values("mailing")
    for pk in Mailing.objects.open().exclude(pk__in=at_work).values_list("pk", flat=True):
        if not finish(mailing=pk, now=now):
            _gather(pk)


def _gather(mailing: int) -> None:
    """Put open letters of a mailing without parcels in new ones; none should be lost, also not by a fault of ours."""
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, {"mailing": mailing, "open": list(OPEN), "done": ParcelState.DONE})
        if cursor.rowcount:
            log.error("letters_gathered", mailing=mailing, parcels=cursor.rowcount)


_GATHER = sql.SQL("""
    WITH letter AS (
        SELECT id, mailing_id FROM post_letter
        WHERE mailing_id = %(mailing)s AND state = ANY(%(open)s)
          AND NOT EXISTS (SELECT FROM post_parcel WHERE mailing_id = %(mailing)s AND state <> %(done)s)
    ),
    {in_parcels}
    SELECT FROM parcel
""").format(in_parcels=IN_PARCELS)


def recover_all(*, now: datetime) -> int:
    """Settle what gone workers left behind, in the name of this process."""
    name = owner.begin_round()
    try:
        return recover(by=name, now=now)
    finally:
        owner.end_round(name)


def is_anything_left_lying(*, now: datetime) -> bool:
    """Tell whether a parcel may be delivered now while fewer workers are at it than there could be."""
    owners = Parcel.objects.filter(state=ParcelState.CLAIMED).values("owner").distinct().count()
    return owners < settings.POST_WORKERS and Parcel.objects.claimable(now).exists()
