"""Promising newsletters and invitations one after the other, so that nobody gets more than they may have."""

from __future__ import annotations

from django.db import connection


def wait_for_turn() -> None:
    """Wait until nobody else promises such letters, and let the next one wait until this transaction ended.

    Whoever counts what somebody had in thirty days then counts what was promised a moment ago by a colleague as well.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('newsletter promises', 0))")
