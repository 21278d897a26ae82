"""Letting letters of a mailing wait, each for a moment of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from post.models import Mailing, ParcelState
from post.models.parcel import SIZE


@transaction.atomic
def spread(*, mailing: Mailing, moments: Mapping[int, datetime]) -> int:
    """Let the letters of these people, by key, wait until their moment, and return how many do; the others do not wait.

    For a mailing that was just frozen, in the same transaction: its parcels are made anew, per moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SPREAD,
            {
                "people": list(moments),
                "moments": list(moments.values()),
                "mailing": mailing.pk,
                "waiting": ParcelState.WAITING,
                "size": SIZE,
            },
        )
        (waiting,) = cursor.fetchone()
    return waiting


# One statement, so that a letter is never without a parcel.
_SPREAD = """
    WITH parcel AS (
        DELETE FROM post_parcel WHERE mailing_id = %(mailing)s AND state = %(waiting)s RETURNING letter_ids
    ),
    timed AS (
        SELECT letter.id, moment.at
        FROM (SELECT unnest(letter_ids) AS id FROM parcel) AS one JOIN post_letter AS letter USING (id)
        LEFT JOIN unnest(%(people)s::bigint[], %(moments)s::timestamptz[]) AS moment (person_id, at) USING (person_id)
    ),
    part AS (SELECT id, at, (row_number() OVER (PARTITION BY at ORDER BY id) - 1) / %(size)s AS part FROM timed),
    packed AS (
        INSERT INTO post_parcel (mailing_id, number, letter_ids, state, attempt, not_before, owner, trouble)
        SELECT %(mailing)s, row_number() OVER (ORDER BY at NULLS FIRST, part), array_agg(id ORDER BY id),
               %(waiting)s, 0, at, '', ''
        FROM part GROUP BY at, part
    )
    SELECT count(at) FROM timed
"""
