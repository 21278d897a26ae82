"""How letters are put in parcels: the one piece of SQL that all statements share which let letters wait."""

from psycopg import sql

from post.models import ParcelState
from post.models.parcel import SIZE

# Follows on `letter AS (… id, mailing_id)` in a WITH; the parcels are numbered on from those that the mailing has.
IN_PARCELS = sql.SQL("""
    numbered AS (
        SELECT id, mailing_id, (row_number() OVER (PARTITION BY mailing_id ORDER BY id) - 1) / {size} + 1 AS number
        FROM letter
    ),
    parcel AS (
        INSERT INTO post_parcel (mailing_id, number, letter_ids, state, attempt, owner, trouble)
        SELECT mailing_id,
               number + (SELECT coalesce(max(number), 0) FROM post_parcel AS old WHERE old.mailing_id = new.mailing_id),
               array_agg(id ORDER BY id), {waiting}, 0, '', ''
        FROM numbered AS new GROUP BY mailing_id, new.number
        RETURNING id
    )
""").format(size=sql.Literal(SIZE), waiting=sql.Literal(ParcelState.WAITING.value))
