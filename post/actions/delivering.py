"""The bookkeeping of delivery: who takes which parcel, and what became of each letter.

Each action is one or two statements for a whole parcel of up to 500 letters. `postman.py` talks with the mail server;
nothing here waits for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import connection, transaction

from post import arrays
from post.fields import without_addresses
from post.letter_classes import those_that
from post.models import LetterState, Mailing, Parcel, ParcelState, Reason
from post.models.letter import OPEN
from post.quiet import quiet_until
from post.signals import letters_cancelled

log = structlog.get_logger(__name__)

LEASE = 45  # seconds a claim holds without being renewed
GRACE = 15  # seconds before its end from which the owner hands nothing over, and after it until others take over

# After how many minutes a letter is tried again; from the last on every four hours, for four days (bar M22).
RETRIES = (5, 15, 30, 60, 120, 240)
MOST_ATTEMPTS = 28


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel that this owner alone may deliver."""

    parcel: int
    mailing: int
    letters: list[int]
    attempt: int
    owner: str


class Outcome(NamedTuple):
    """What became of one letter in this attempt."""

    letter: int
    state: LetterState
    code: int | None = None
    reply: str = ""
    reason: str = ""
    address: str = ""  # where it went, when that is not what the row says
    tried: bool = True


@dataclass(slots=True)
class Result:
    """What became of a parcel: the outcomes, the letters left, and when to come back for those and why not now."""

    outcomes: list[Outcome] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    not_before: datetime | None = None
    trouble: str = ""


def claim(*, owner: str, now: datetime, service_only: bool = False) -> Claimed | None:
    """Take the first parcel that may be delivered now; nobody else gets it. Service letters go first.

    A mailing that is being paused or cancelled this very moment is passed over: its row is locked. In quiet hours
    newsletters and invitations are, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "now": now,
                "owner": owner,
                "lease": LEASE,
                "waiting": ParcelState.WAITING,
                "claimed": ParcelState.CLAIMED,
                "first": list(those_that("goes_first")),
                "first_only": service_only,
                "quiet": quiet_until(now) is not None,
                "stay": list(those_that("keeps_quiet_hours")),
            },
        )
        row = cursor.fetchone()
    if not row:
        return None
    parcel, mailing, letters, attempt = row
    return Claimed(parcel, mailing, letters, attempt, owner)


_CLAIM = """
    WITH first AS (
        SELECT parcel.id
        FROM post_parcel AS parcel JOIN post_mailing AS mailing ON mailing.id = parcel.mailing_id
        WHERE parcel.state = %(waiting)s AND (parcel.not_before IS NULL OR parcel.not_before <= %(now)s)
          AND mailing.finished_at IS NULL AND mailing.released_at IS NOT NULL
          AND mailing.paused_at IS NULL AND mailing.cancelled_at IS NULL
          AND (mailing.not_before IS NULL OR mailing.not_before <= %(now)s)
          AND (mailing.expires_at IS NULL OR mailing.expires_at > %(now)s)
          AND (NOT %(first_only)s OR mailing.letter_class = ANY(%(first)s))
          AND (NOT %(quiet)s OR mailing.letter_class <> ALL(%(stay)s))
        ORDER BY mailing.letter_class <> ALL(%(first)s), parcel.id
        LIMIT 1
        FOR UPDATE OF parcel SKIP LOCKED FOR SHARE OF mailing SKIP LOCKED
    )
    UPDATE post_parcel AS parcel
    SET state = %(claimed)s, owner = %(owner)s, claimed_at = %(now)s, trouble = '',
        lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
    FROM first WHERE parcel.id = first.id
    RETURNING parcel.id, parcel.mailing_id, parcel.letter_ids, parcel.attempt
"""


def renew(*, owner: str) -> None:
    """Keep what this owner has in hand for another while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE post_parcel SET lease_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE owner = %s AND state = %s",
            [LEASE, owner, ParcelState.CLAIMED],
        )


@transaction.atomic
def settle(*, claimed: Claimed, result: Result, now: datetime) -> None:
    """Write down what became of every letter of a parcel, and put what is left back where it can be claimed.

    Letters that the server put off get a parcel of their own for later. When the mailing was cancelled meanwhile, what
    is left and what was put off is cancelled. When the parcel is no longer ours, only what is certain is written.
    """
    outcomes, left = _given_up(result.outcomes, claimed.attempt), result.left
    if _is_cancelled(claimed.mailing):
        outcomes = [_cancelled(one.letter) if one.state == LetterState.DEFERRED else one for one in outcomes]
        outcomes, left = [*outcomes, *map(_cancelled, left)], []
    deferred = [one.letter for one in outcomes if one.state == LetterState.DEFERRED]
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                **_columns(outcomes),
                "parcel": claimed.parcel,
                "owner": claimed.owner,
                "claimed": ParcelState.CLAIMED,
                "open": [*OPEN, LetterState.UNKNOWN],
                "certain": [LetterState.SENT, LetterState.FAILED],
                "deferred": arrays.numbers(deferred),
                "attempt": claimed.attempt + 1,
                "again_at": now + wait_before(claimed.attempt + 1),
                "state": ParcelState.WAITING if left else ParcelState.DONE,
                "left": arrays.numbers(left or claimed.letters),
                "not_before": result.not_before,
                "trouble": without_addresses(result.trouble),
                "waiting": ParcelState.WAITING,
                "now": now,
            },
        )
    _log_troubles(outcomes)
    if any(one.state == LetterState.CANCELLED for one in outcomes):
        letters_cancelled.send(Mailing, mailing=Mailing.objects.get(pk=claimed.mailing))


_SETTLE = """
    WITH mine AS (
        SELECT id, mailing_id, number FROM post_parcel
        WHERE id = %(parcel)s AND owner = %(owner)s AND state = %(claimed)s FOR UPDATE
    ), outcome AS (
        SELECT * FROM unnest(
            %(letters)s::bigint[], %(states)s::smallint[], %(codes)s::smallint[], %(replies)s::text[],
            %(reasons)s::text[], %(addresses)s::text[], %(tries)s::smallint[]
        ) AS told (letter, state, code, reply, reason, address, tries)
    ), written AS (
        UPDATE post_letter AS letter
        SET state = told.state, code = told.code, reply = told.reply, reason = told.reason, settled_at = %(now)s,
            attempts = letter.attempts + told.tries, address = coalesce(nullif(told.address, ''), letter.address)
        FROM outcome AS told
        WHERE letter.id = told.letter AND letter.state = ANY(%(open)s)
          AND (told.state = ANY(%(certain)s) OR EXISTS (SELECT FROM mine))
    ), later AS (
        INSERT INTO post_parcel (mailing_id, number, letter_ids, state, attempt, not_before, owner, trouble)
        SELECT mailing_id, number, %(deferred)s::bigint[], %(waiting)s, %(attempt)s, %(again_at)s, '', ''
        FROM mine WHERE cardinality(%(deferred)s::bigint[]) > 0
    )
    UPDATE post_parcel AS parcel
    SET state = %(state)s, letter_ids = %(left)s::bigint[], not_before = %(not_before)s, trouble = %(trouble)s,
        owner = '', claimed_at = NULL, lease_until = NULL
    FROM mine WHERE parcel.id = mine.id
"""


def _columns(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {
        "letters": arrays.numbers(one.letter for one in outcomes),
        "states": arrays.numbers(one.state.value for one in outcomes),
        "codes": arrays.numbers(one.code or "NULL" for one in outcomes),
        "tries": arrays.numbers(int(one.tried) for one in outcomes),
        "replies": arrays.texts(without_addresses(one.reply) for one in outcomes),
        "reasons": arrays.texts(str(one.reason) for one in outcomes),
        "addresses": arrays.texts(one.address for one in outcomes),
    }


def _is_cancelled(mailing: int) -> bool:
    """Tell whether a mailing was cancelled, and keep it from being so until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cancelled_at IS NOT NULL FROM post_mailing WHERE id = %s FOR SHARE", [mailing])
        (cancelled,) = cursor.fetchone()
    return cancelled


def _cancelled(letter: int) -> Outcome:
    return Outcome(letter, LetterState.CANCELLED, tried=False)


def _given_up(outcomes: list[Outcome], attempt: int) -> list[Outcome]:
    """Return the outcomes, with letters that were put off for four days failed instead."""
    if attempt + 1 < MOST_ATTEMPTS:
        return outcomes
    return [
        one._replace(state=LetterState.FAILED, reason=Reason.GAVE_UP) if one.state == LetterState.DEFERRED else one
        for one in outcomes
    ]


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait before this attempt; the first retry is attempt 1."""
    return timedelta(minutes=RETRIES[min(attempt, len(RETRIES)) - 1])


def _log_troubles(outcomes: Sequence[Outcome]) -> None:
    """Keep every attempt that did not succeed, with its code; numbers only."""
    for one in outcomes:
        if one.state in (LetterState.DEFERRED, LetterState.FAILED, LetterState.UNKNOWN):
            log.info("letter_not_sent", letter=one.letter, state=one.state.name, code=one.code, reason=one.reason)


def finish(*, mailing: int, now: datetime) -> bool:
    """Finish a mailing when each of its letters has come to an end; wipe the words of a service letter then.

    While parcels are left its row is not touched: a worker who claims one passes over a mailing that is locked, and
    would take it that there is nothing more to do. Else the row is locked before anything is looked at, so that letters
    somebody adds at this very moment are seen. Its tallies are folded then, for nobody adds any for the time being.
    """
    if Parcel.objects.filter(mailing=mailing).exclude(state=ParcelState.DONE).exists():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM post_mailing WHERE id = %s FOR NO KEY UPDATE", [mailing])
        cursor.execute(
            _FINISH,
            {
                "mailing": mailing,
                "now": now,
                "done": ParcelState.DONE,
                "open": list(OPEN),
                "wiped": list(those_that("is_wiped")),
            },
        )
        (finished,) = cursor.fetchone()
    return bool(finished)


_FINISH = """
    WITH finished AS (
        UPDATE post_mailing
        SET finished_at = greatest(%(now)s, released_at), paused_at = NULL, pause_reason = '',
            subject = CASE WHEN letter_class = ANY(%(wiped)s) THEN '' ELSE subject END,
            text = CASE WHEN letter_class = ANY(%(wiped)s) THEN '' ELSE text END,
            html = CASE WHEN letter_class = ANY(%(wiped)s) THEN '' ELSE html END
        WHERE id = %(mailing)s AND released_at IS NOT NULL AND finished_at IS NULL
          AND NOT EXISTS (SELECT FROM post_parcel WHERE mailing_id = %(mailing)s AND state <> %(done)s)
          AND NOT EXISTS (SELECT FROM post_letter WHERE mailing_id = %(mailing)s AND state = ANY(%(open)s))
        RETURNING id
    ), folded AS (
        DELETE FROM post_tally USING finished WHERE mailing_id = finished.id RETURNING mailing_id, state, number
    ), kept AS (
        INSERT INTO post_tally (mailing_id, state, number)
        SELECT mailing_id, state, sum(number) FROM folded GROUP BY mailing_id, state HAVING sum(number) <> 0
    )
    SELECT count(*) FROM finished
"""
