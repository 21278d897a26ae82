"""Remember who was in the audience of a letter and was promised none, and why: later that can be another reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg import sql

from newsletter.models import Campaign
from newsletter.queries.audiences import sorted_out


def remember(*, campaign: Campaign, now: datetime) -> int:
    """Write down everybody whom a reason leaves out of this letter now, in one statement; return how many they are."""
    people: QuerySet[Any, Any] = sorted_out(campaign, now)
    left_out = people.filter(~Q(left_out="")).order_by().values_list("pk", "left_out")
    text, parameters = left_out.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER.format(people=sql.SQL(text)), [campaign.pk, *parameters])
        return int(cursor.rowcount)


_REMEMBER = sql.SQL("""
    INSERT INTO newsletter_leftoutperson (campaign_id, person_id, reason)
    SELECT DISTINCT ON (found.pk) %s, found.pk, found.reason FROM ({people}) AS found (pk, reason)
""")
