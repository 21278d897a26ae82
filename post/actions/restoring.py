"""What happens when the database was put back from a backup: everything stands still, and what left is looked up.

Nobody gets a letter twice unless a person decides so (bar F28, Q2).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from post import arrays, journal, owner, place
from post.actions import alarms, delivering
from post.actions.delivering import Outcome
from post.journal import Kept, Mark
from post.models import Letter, LetterState, Mailing, ParcelState, Reason
from post.models.letter import OPEN
from post.place import Sign

log = structlog.get_logger(__name__)

SLACK = timedelta(minutes=1)  # clocks of two machines differ by less; a letter is tried again after five minutes
JUMP = 1_000_000  # numbers that may have been given out after the backup, and stand in letters that people have


@dataclass
class Restored:
    """What was found: letters that had left after the backup, letters of which nobody knows, mailings held."""

    found: int = 0
    unknown: int = 0
    held: int = 0


def look(*, now: datetime) -> Restored | None:
    """Notice a restore and come up paused; nothing when the database is what it was. For the tick."""
    return None if place.beat(now=now) is Sign.GOOD else come_up_paused(now=now)


def come_up_paused(*, now: datetime, journals_lost: bool = False) -> Restored | None:
    """Hold every mailing that is underway, and write down what the journals of this machine know.

    What a journal says was accepted is sent; what was handed over without an answer is unknown. A code or another
    service letter that still waits is unknown too: it cannot be held, and it is of no use any more. With
    `journals_lost`, everything that waits may have left, and is unknown.

    Does nothing when nothing shows that the database was put back, or another worker did this first.
    """
    with place.opened() as book:
        sign = place.read(book, now)
        if sign is Sign.GOOD and not journals_lost:
            return None
        journal.put_all_away()
        with transaction.atomic():
            done = _settle(now, sign, journals_lost=journals_lost)
            place.count(book, now=now)
    log.error("database_restored", found=done.found, unknown=done.unknown, held=done.held)
    return done


def _settle(now: datetime, sign: Sign, *, journals_lost: bool) -> Restored:
    _skip_numbers()
    underway = list(Mailing.objects.select_for_update().open().order_by("pk"))
    done = Restored(found=_apply_journals())
    waiting = [one.pk for one in underway if journals_lost or not one.rules.pauses_itself]
    done.unknown = _doubt(waiting, now)
    _empty_parcels()
    reason = _why(sign, journals_lost=journals_lost)
    done.held = sum(_hold(one, reason, now) for one in underway if one.rules.pauses_itself)
    audit.write("post.restored", by=None, found=done.found, unknown=done.unknown, held=done.held)
    return done


def _why(sign: Sign, *, journals_lost: bool) -> str:
    """Say for colleagues why their mailing stands still, and what they have to do."""
    if journals_lost:
        return _(
            "The database was put back from a backup. Nobody knows what left since; it is marked as uncertain. Look at "
            "it before you press “Go on”."
        )
    if sign is Sign.PERHAPS:
        return _(
            "The worker came up in a new place after a silence. Was the database put back from a backup? Then ask the "
            "administrator first: letters may have left that it does not know of. If not, press “Go on”."
        )
    return _(
        "The database was put back from a backup. What left since then was looked up in the journal. What still waits "
        "stands still until you have looked: is this what should go out? Then press “Go on”."
    )


def _skip_numbers() -> None:
    """Let nothing new get a number that somebody else had after the backup: it stands in letters and their links."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 1) + %s)"
            " FROM pg_sequences WHERE schemaname = current_schema() AND data_type = 'bigint'::regtype",
            [JUMP],
        )


def _apply_journals() -> int:
    """Write down what the journals know and the database does not: first what is certain, then what is in doubt."""
    certain = sum(_apply(one, _certain(one)) for one in journal.kept())
    return certain + sum(_apply(one, _doubtful(one)) for one in journal.kept())


def _certain(kept: Kept) -> list[Outcome]:
    states = {Mark.ACCEPTED: LetterState.SENT, Mark.REFUSED: LetterState.FAILED}
    return [
        Outcome(letter, states[entry.mark], entry.code or None)
        for letter, entry in kept.entries.items()
        if entry.mark in states
    ]


def _doubtful(kept: Kept) -> list[Outcome]:
    """Return what was handed over without an answer, and what has no mark since a power cut may have wiped it."""
    reasons: dict[Mark, str] = {Mark.HANDED_OVER: Reason.NO_ANSWER}
    if not owner.same_boot(kept.owner):
        reasons[Mark.UNTOUCHED] = Reason.RESTORED
    return [
        Outcome(letter, LetterState.UNKNOWN, reason=reasons[entry.mark])
        for letter, entry in kept.entries.items()
        if entry.mark in reasons
    ]


def _apply(kept: Kept, outcomes: list[Outcome]) -> int:
    """Write these outcomes down where the database has heard nothing since, and return how many letters that are."""
    if not outcomes:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _APPLY,
            {
                "letters": arrays.numbers(one.letter for one in outcomes),
                "states": arrays.numbers(one.state.value for one in outcomes),
                "codes": arrays.numbers(one.code or "NULL" for one in outcomes),
                "reasons": arrays.texts(str(one.reason) for one in outcomes),
                "open": list(OPEN),
                "at": kept.at,
                "latest_release": kept.at + SLACK,
                "heard_before": kept.at - SLACK,
            },
        )
        return cursor.rowcount


# Not a letter that got the number of another one since, nor one that waits again after this journal.
_APPLY = """
    UPDATE post_letter AS letter
    SET state = told.state, code = told.code, reason = told.reason, settled_at = %(at)s, attempts = letter.attempts + 1
    FROM unnest(%(letters)s::bigint[], %(states)s::smallint[], %(codes)s::smallint[], %(reasons)s::text[])
             AS told (letter, state, code, reason),
         post_mailing AS mailing
    WHERE letter.id = told.letter AND letter.state = ANY(%(open)s) AND mailing.id = letter.mailing_id
      AND mailing.released_at <= %(latest_release)s
      AND (letter.settled_at IS NULL OR letter.settled_at < %(heard_before)s)
"""


def _doubt(mailings: Collection[int], now: datetime) -> int:
    """Mark what still waits in these mailings as unknown, and return how many letters that are."""
    waiting = Letter.objects.open().filter(mailing__in=mailings)
    return waiting.update(state=LetterState.UNKNOWN, reason=Reason.RESTORED, settled_at=now)


def _empty_parcels() -> None:
    """Leave in each parcel what still has to leave; one that is claimed is settled by whoever finds it."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, {"waiting": ParcelState.WAITING, "done": ParcelState.DONE, "open": list(OPEN)})


_EMPTY = """
    UPDATE post_parcel AS parcel
    SET letter_ids = CASE WHEN left_over.numbers IS NULL THEN parcel.letter_ids ELSE left_over.numbers END,
        state = CASE WHEN left_over.numbers IS NULL THEN %(done)s ELSE %(waiting)s END
    FROM post_parcel AS waiting
    LEFT JOIN LATERAL (
        SELECT array_agg(letter.id ORDER BY letter.id) AS numbers FROM post_letter AS letter
        WHERE letter.id = ANY(waiting.letter_ids) AND letter.state = ANY(%(open)s)
    ) AS left_over ON true
    WHERE parcel.id = waiting.id AND waiting.state = %(waiting)s
"""


def _hold(mailing: Mailing, reason: str, now: datetime) -> bool:
    """Hold one mailing, unless nothing of it waits any more; one that stood still already says why it does now."""
    if delivering.finish(mailing=mailing.pk, now=now) or mailing.cancelled_at:
        return False
    if not alarms.hold(mailing=mailing, reason=reason, now=now):
        Mailing.objects.filter(pk=mailing.pk).update(pause_reason=reason[:300])
    return True
