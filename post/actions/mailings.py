"""What can be done with a mailing: write it, promise it, pause it, go on, cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from psycopg import sql

from accounts.actions import audit
from network.models import Person
from post import halts, leaving, nudge
from post.compiling import Letterhead
from post.fields import literal
from post.models import Letter, LetterClass, LetterState, Mailing, Parcel, ParcelState, Reason
from post.models.letter import OPEN
from post.parcelling import IN_PARCELS
from post.signals import letters_cancelled

if TYPE_CHECKING:
    from accounts.models import User

Query = QuerySet[Any, Any] | tuple[str, tuple[object, ...]]


class CannotFreeze(Exception):
    """The mailing was promised before."""


class CannotSteer(Exception):
    """The mailing does not run, so it cannot be paused, go on or be cancelled."""


def compose(
    *,
    letter_class: LetterClass,
    title: str,
    subject: str,
    text: str,
    now: datetime,
    html: str = "",
    by: User | None = None,
    sender: str = "",
    **more: Any,
) -> Mailing:
    """Write a mailing that nobody is promised yet.

    `more` are other fields of it: reply_to, list_id, list_help, scope, links, headers, sealed, answers_request,
    not_before, expires_at.

    :raises CannotCompile: when it cannot become a letter, for example because of a field that does not exist.
    """
    mailing = Mailing(
        letter_class=letter_class,
        title=title[:160],
        subject=subject,
        text=text,
        html=html,
        sender=sender or settings.POST_SENDER,
        created_at=now,
        created_by=by,
        **more,
    )
    Letterhead(mailing)
    mailing.save()
    return mailing


@transaction.atomic
def freeze(*, mailing: Mailing, people: Query, now: datetime, by: User | None = None) -> int:
    """Promise this mailing to these people and return how many they are; from here on its words stand still.

    `people` yields person_id and address, in that order: a queryset with `values_list`, or SQL with its parameters.
    Everybody is promised one letter, also when `people` names them twice; two people may share an address. Nothing is
    sent here: `tasks.deliver` takes the letters along, from `not_before` on.

    :raises CannotFreeze: when it was promised before.
    :raises CannotCompile: when it cannot become a letter.
    """
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.released_at:
        raise CannotFreeze(_("This mailing was sent before."))
    Letterhead(mailing)
    text, parameters = people.query.sql_with_params() if isinstance(people, QuerySet) else people
    with connection.cursor() as cursor:
        cursor.execute(
            FREEZE.format(people=sql.SQL(text), in_parcels=IN_PARCELS),
            [*parameters, mailing.pk, LetterState.WAITING, now, mailing.pk],
        )
        (promised,) = cursor.fetchone()
    audit.write("mailing.released", by=by, about=mailing, promised=promised)
    nudge.on_commit()
    return promised


# One statement, so that a letter is never without a parcel; a person named twice gets one letter.
FREEZE = sql.SQL("""
    WITH people (person_id, address) AS ({people}),
    letter AS (
        INSERT INTO post_letter (mailing_id, person_id, address, state, reply, reason, attempts)
        SELECT DISTINCT ON (person_id) %s, person_id, address, %s, '', '', 0
        FROM people ORDER BY person_id
        RETURNING id, mailing_id
    ),
    {in_parcels}
    UPDATE post_mailing SET released_at = %s, promised = (SELECT count(*) FROM letter)
    WHERE id = %s RETURNING promised
""")


@transaction.atomic
def promise_to(*, mailing: Mailing, address: str, now: datetime, person: Person | None = None) -> Letter:
    """Promise a mailing that was just composed to one address, and wake the worker.

    The letter goes to exactly this address; `person` is whom the merge fields speak of, and on whose timeline it is.

    :raises CannotFreeze: when it was promised before.
    """
    promised = Mailing.objects.filter(pk=mailing.pk, released_at=None).update(released_at=now, promised=1)
    if not promised:
        raise CannotFreeze(_("This mailing was sent before."))
    letter = Letter.objects.create(mailing=mailing, person=person, address=address[:320])
    Parcel.objects.create(mailing=mailing, number=1, letter_ids=[letter.pk])
    nudge.on_commit()
    return letter


@transaction.atomic
def send_service(
    *,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    html: str = "",
    person: Person | None = None,
    title: str = "",
    links: Mapping[str, object] | None = None,
    by: User | None = None,
    **more: Any,
) -> Letter:
    """Promise one service letter, such as a login code or a confirmation, to one address.

    Brackets in the words mean themselves, apart from `[link:name]` for the links given. The words are wiped when the
    letter has left, because they may hold a code.
    """
    words = {"subject": literal(subject), "text": literal(text, links), "html": literal(html, links)}
    mailing = compose(
        letter_class=LetterClass.SERVICE,
        title=title or subject,
        links=dict(links or {}),
        now=now,
        by=by,
        **words,
        **more,
    )
    return promise_to(mailing=mailing, address=to, person=person, now=now)


@transaction.atomic
def pause(*, mailing: Mailing, now: datetime, by: User | None = None, reason: str = "") -> None:
    """Hold back every letter that has not been handed to the mail server; the reason is for colleagues.

    :raises CannotSteer: when it does not run or already stands still.
    """
    mailing = _steered(mailing)
    if mailing.paused_at:
        raise CannotSteer(_("This mailing is already paused."))
    mailing.paused_at, mailing.pause_reason = now, reason[:300]
    mailing.save(update_fields=["paused_at", "pause_reason"])
    audit.write("mailing.paused", by=by, about=mailing)
    halts.tell(halts.held(mailing.pk))


@transaction.atomic
def go_on(*, mailing: Mailing, now: datetime, by: User | None = None) -> None:
    """Let a paused mailing go on with the letters that have not left; what went wrong so far holds it no more.

    :raises CannotSteer: when it is not paused, or a room above says that nothing may leave now.
    """
    mailing = _steered(mailing)
    if not mailing.paused_at:
        raise CannotSteer(_("This mailing is not paused."))
    if why := leaving.refusal():
        raise CannotSteer(why)
    mailing.paused_at, mailing.pause_reason, mailing.went_on_at = None, "", now
    mailing.save(update_fields=["paused_at", "pause_reason", "went_on_at"])
    audit.write("mailing.resumed", by=by, about=mailing)
    halts.tell(halts.freed(mailing.pk))
    nudge.on_commit()


@transaction.atomic
def cancel(*, mailing: Mailing, now: datetime, by: User | None = None) -> int:
    """Cancel every letter that has not left, and return how many; what is on the wire now still finishes.

    A worker that has a parcel of it in hand stops, and cancels the rest of that parcel itself when it writes down
    what became of it.

    :raises CannotSteer: when it does not run.
    """
    mailing = _steered(mailing)
    mailing.cancelled_at = now
    mailing.save(update_fields=["cancelled_at"])
    cancelled = cancel_what_waits(mailing=mailing, now=now)
    audit.write("mailing.cancelled", by=by, about=mailing, letters=cancelled)
    halts.tell(halts.held(mailing.pk))
    nudge.on_commit()
    return cancelled


@transaction.atomic
def cancel_what_waits(*, mailing: Mailing, now: datetime) -> int:
    """Cancel what waits of a mailing that was stopped, say so to the rooms above, and return how many letters."""
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if not locked.cancelled_at:
        return 0
    cancelled = _end_what_waits(locked, LetterState.CANCELLED, "", now)
    if cancelled:
        letters_cancelled.send(Mailing, mailing=locked)
    return cancelled


@transaction.atomic
def expire(*, mailing: Mailing, now: datetime) -> int:
    """Skip every letter that still waits although its time is over, and return how many."""
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.expires_at is None or mailing.expires_at > now:
        return 0
    return _end_what_waits(mailing, LetterState.SKIPPED, Reason.EXPIRED, now)


def _end_what_waits(mailing: Mailing, state: LetterState, reason: str, now: datetime) -> int:
    """Bring the letters in parcels that nobody has in hand to their end."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH parcel AS (
                UPDATE post_parcel SET state = %s WHERE mailing_id = %s AND state = %s RETURNING letter_ids
            ), letter AS (
                UPDATE post_letter SET state = %s, reason = %s, settled_at = %s
                FROM (SELECT unnest(letter_ids) AS number FROM parcel) AS waiting
                WHERE id = number AND state = ANY(%s) RETURNING id
            )
            SELECT count(*) FROM letter
            """,
            [ParcelState.DONE, mailing.pk, ParcelState.WAITING, state, reason, now, list(OPEN)],
        )
        (ended,) = cursor.fetchone()
    return ended


def _steered(mailing: Mailing) -> Mailing:
    """Return the mailing with its row locked, so that no parcel of it is claimed or settled meanwhile."""
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if not locked.released_at or locked.finished_at or locked.cancelled_at:
        raise CannotSteer(_("This mailing is not on its way."))
    return locked
