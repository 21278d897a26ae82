"""Sending a mailing after all to whom it did not reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from accounts.actions import audit
from post import arrays, missed, nudge
from post.actions import batches
from post.actions.mailings import CannotSteer
from post.models import Letter, LetterState, Mailing, Report
from post.parcelling import IN_PARCELS

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def send_to_missed(
    *,
    mailing: Mailing,
    now: datetime,
    by: User,
    uncertain: bool = False,
    without: Collection[int] = (),
    only: Collection[int] | None = None,
    not_before: datetime | None = None,
) -> int:
    """Let a mailing that ended go out after all to whom it did not reach, and return how many they are.

    Each keeps the one letter they were promised, and it waits again; nobody gets a second one. With `uncertain` also
    those of whom we do not know whether it arrived. `without` names people who need it no more, `only` the letters that
    are meant, when it is not all of them. Until `not_before` they wait, and `batches.undo` takes it back.

    :raises CannotSteer: when it still runs, was stopped, or would come too late.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if not locked.finished_at or locked.cancelled_at:
        raise CannotSteer(_("Wait until this mailing has come to its end."))
    if locked.expires_at and locked.expires_at <= now:
        raise CannotSteer(_("This letter would come too late."))
    letters = missed.missed(locked, uncertain=uncertain).exclude(person__in=without)
    again = missed.reachable(locked, letters if only is None else letters.filter(pk__in=only))
    if not again:
        return 0
    Report.objects.standing().filter(letter__in=again).update(superseded_at=now)
    before = list(Letter.objects.filter(pk__in=again).values("id", "state", "code", "reply", "reason"))
    parcels = _let_wait(locked, again)
    if not_before:
        batches.hold(mailing=locked, parcels=parcels, number=len(again), now=now, until=not_before, before=before)
    locked.finished_at = None
    locked.save(update_fields=["finished_at"])
    audit.write("mailing.sent_to_missed", by=by, about=locked, letters=len(again), uncertain=uncertain)
    nudge.on_commit()
    return len(again)


def _let_wait(mailing: Mailing, letters: list[int]) -> list[int]:
    """Let these letters wait again, in parcels of their own; return those."""
    told: dict[str, str | int] = {
        "mailing": mailing.pk,
        "letters": arrays.numbers(letters),
        "waiting": LetterState.WAITING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, told)
        return [parcel for (parcel,) in cursor.fetchall()]


_AGAIN = sql.SQL("""
    WITH letter AS (
        UPDATE post_letter SET state = %(waiting)s, code = NULL, reply = '', reason = ''
        WHERE mailing_id = %(mailing)s AND id = ANY(%(letters)s::bigint[]) RETURNING id, mailing_id
    ),
    {in_parcels}
    SELECT id FROM parcel
""").format(in_parcels=IN_PARCELS)
