"""Before a mailing leaves: taking it back or letting it go at once. And promising it to people who came later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from accounts.actions import audit
from post import nudge
from post.actions import batches
from post.actions.mailings import CannotSteer, Query
from post.models import Batch, Letter, LetterState, Mailing, Parcel, ParcelState
from post.parcelling import IN_PARCELS

if TYPE_CHECKING:
    from accounts.models import User


class TooLate(Exception):
    """Something of the mailing left, or is leaving at this moment."""


@transaction.atomic
def take_back(*, mailing: Mailing, by: User) -> int:
    """Unmake a mailing of which nothing has left, with its letters; return how many people were promised one.

    Whoever claims a parcel holds the row of its mailing while they do. So of this and a worker exactly one wins: either
    the worker finds nothing to claim, or we find its parcel claimed.

    :raises TooLate: when something left, or is in the hands of a worker.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    letters, parcels = Letter.objects.filter(mailing=locked), Parcel.objects.filter(mailing=locked)
    if parcels.exclude(state=ParcelState.WAITING).exists() or letters.exclude(state=LetterState.WAITING).exists():
        raise TooLate(_("Too late: the first letters have left. You can still stop the rest."))
    audit.write("mailing.taken_back", by=by, about=locked, promised=locked.promised)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM post_parcel WHERE mailing_id = %s", [locked.pk])
        cursor.execute("DELETE FROM post_letter WHERE mailing_id = %s", [locked.pk])
    locked.delete()
    return locked.promised


@transaction.atomic
def leave_now(*, mailing: Mailing, now: datetime, by: User) -> None:
    """Let a mailing that waits for its moment leave at once, also the letters that wait for a moment of their own.

    :raises CannotSteer: when it came to its end, or somebody paused it.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if not locked.released_at or locked.finished_at or locked.cancelled_at or locked.paused_at:
        raise CannotSteer(_("This mailing is not on its way."))
    Batch.objects.waiting(now).filter(mailing=locked).update(leaves_at=now)
    freed = Parcel.objects.filter(mailing=locked).for_their_moment(now).update(not_before=None)
    if locked.not_before and locked.not_before > now:
        locked.not_before = now
        locked.save(update_fields=["not_before"])
        freed += 1
    if freed:
        audit.write("mailing.sent_at_once", by=by, about=locked)
    nudge.on_commit()


@transaction.atomic
def promise_more(
    *, mailing: Mailing, people: Query, now: datetime, by: User, not_before: datetime | None = None
) -> int:
    """Promise a released mailing to more people, and return how many had no letter of it yet; it runs again.

    `people` is as in `mailings.freeze`. Who has a letter of it, in whatever state, does not get another: the database
    refuses that. Until `not_before` they wait, and `batches.undo` takes it back.

    :raises CannotSteer: when it was not released, was stopped, or its letters would come too late to be of use.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if not locked.released_at or locked.cancelled_at:
        raise CannotSteer(_("The rest of this mailing was stopped, so nobody can be added."))
    if locked.expires_at and locked.expires_at <= now:
        raise CannotSteer(_("This letter would come too late."))
    text, parameters = people.query.sql_with_params() if isinstance(people, QuerySet) else people
    with connection.cursor() as cursor:
        cursor.execute(
            _MORE.format(people=sql.SQL(text), in_parcels=IN_PARCELS),
            [*parameters, locked.pk, LetterState.WAITING],
        )
        added, parcels = cursor.fetchone()
    if added:
        if not_before:
            batches.hold(mailing=locked, parcels=parcels, number=added, now=now, until=not_before)
        locked.promised, locked.finished_at = locked.promised + added, None
        locked.save(update_fields=["promised", "finished_at"])
        audit.write("mailing.promised_more", by=by, about=locked, promised=added)
        nudge.on_commit()
    return added


# As `mailings.FREEZE`, beside the letters and parcels that there are.
_MORE = sql.SQL("""
    WITH people (person_id, address) AS ({people}),
    letter AS (
        INSERT INTO post_letter (mailing_id, person_id, address, state, reply, reason, attempts)
        SELECT DISTINCT ON (person_id) %s, person_id, address, %s, '', '', 0
        FROM people ORDER BY person_id
        ON CONFLICT (mailing_id, person_id) DO NOTHING
        RETURNING id, mailing_id
    ),
    {in_parcels}
    SELECT (SELECT count(*) FROM letter), (SELECT array_agg(id) FROM parcel)
""")
