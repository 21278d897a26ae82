"""Tell workers at once that somebody unsubscribed or that a mailing stands still, also in the middle of a parcel.

A parcel is looked up when it is claimed, and may take minutes at a slow server. Whoever stops something therefore also
says so with NOTIFY (heard when the transaction commits), and the worker listens while it sends (bar M8, F21).
What is said are numbers and hashes only.
"""

from __future__ import annotations

from django.db import connection

CHANNEL = "post_halts"


def held(mailing: int) -> str:
    """Say that a mailing is paused or cancelled."""
    return f"held {mailing}"


def freed(mailing: int) -> str:
    """Say that a mailing goes on."""
    return f"freed {mailing}"


def stopped(who: str, scope: int | None) -> str:
    """Say that somebody wants no more letters of a list, or of any."""
    return f"stopped {who} {'all' if scope is None else scope}"


def lifted(who: str, scope: int | None) -> str:
    """Say that somebody wants the letters again."""
    return f"lifted {who} {'all' if scope is None else scope}"


def gone(who: str) -> str:
    """Say that somebody gets nothing at all, not even a service letter."""
    return f"stopped {who} everything"


def tell(what: str) -> None:
    """Say it to every worker as soon as this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, what])
