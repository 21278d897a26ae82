"""Letters that join a mailing after its release: holding them for a while, and undoing that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from post.actions.delivering import finish
from post.models import Batch, Letter, LetterState, Mailing, Parcel, ParcelState, Report

if TYPE_CHECKING:
    from accounts.models import User


class TooLate(Exception):
    """Something of the batch left, or leaves at this moment."""


class Undone(NamedTuple):
    """Who were to get a letter, and when that was promised."""

    people: list[int]
    at: datetime


def hold(
    *, mailing: Mailing, parcels: Sequence[int], number: int, now: datetime, until: datetime, before: Sequence[Any] = ()
) -> Batch:
    """Keep these parcels from leaving until a moment; for within the transaction that made them."""
    Parcel.objects.filter(pk__in=parcels).update(not_before=until)
    told = {"finished_at": mailing.finished_at, "at": now, "leaves_at": until}
    return Batch.objects.create(mailing=mailing, parcels=list(parcels), number=number, before=list(before), **told)


@transaction.atomic
def undo(*, mailing: Mailing, by: User, now: datetime, number: int | None = None) -> Undone:
    """Take back the last batch of a mailing of which nothing left, and return whom it was for.

    Told the number of the batch, no other one is taken back: who presses twice undoes one.

    Who joined has no letter any more; a letter that would go out again stands where it stood. As in
    `undoing.take_back`, of this and a worker exactly one wins.

    :raises TooLate: when something left, is in the hands of a worker, or was taken back before.
    """
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    batch = Batch.objects.waiting(now).filter(mailing=locked).order_by("pk").last()
    if batch is None or number not in (None, batch.pk):
        raise TooLate(_("This was undone already, or it has left."))
    parcels = Parcel.objects.filter(pk__in=batch.parcels)
    letters = [letter for held in parcels.values_list("letter_ids", flat=True) for letter in held]
    waiting = Letter.objects.filter(pk__in=letters, state=LetterState.WAITING)
    people = list(waiting.values_list("person", flat=True))
    if len(people) != batch.number or parcels.exclude(state=ParcelState.WAITING).exists():
        raise TooLate(_("Too late: the first letters have left. You can still stop the rest."))
    _put_back(locked, batch, letters)
    if finish(mailing=locked.pk, now=now) and batch.finished_at:
        Mailing.objects.filter(pk=locked.pk).update(finished_at=batch.finished_at)
    batch.delete()
    audit.write("mailing.batch_undone", by=by, about=locked, letters=len(people))
    return Undone([person for person in people if person], batch.at)


def _put_back(mailing: Mailing, batch: Batch, letters: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM post_parcel WHERE id = ANY(%s)", [batch.parcels])
        if batch.before:
            cursor.execute(_STOOD, [json.dumps(batch.before), mailing.pk])
        else:
            cursor.execute("DELETE FROM post_letter WHERE id = ANY(%s)", [letters])
    if batch.before:
        Report.objects.filter(letter__in=letters, superseded_at=batch.at).update(superseded_at=None)
        return
    mailing.promised -= batch.number
    mailing.save(update_fields=["promised"])


_STOOD = """
    UPDATE post_letter AS letter
    SET state = stood.state, code = stood.code, reply = stood.reply, reason = stood.reason
    FROM jsonb_to_recordset(%s::jsonb) AS stood (id bigint, state smallint, code smallint, reply text, reason text)
    WHERE letter.id = stood.id AND letter.mailing_id = %s
"""
