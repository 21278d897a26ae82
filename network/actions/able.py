"""Make sure that who is given something may have it, also while her account is being shut."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from network.queries import colleagues


def among(users: Collection[int]) -> frozenset[int]:
    """Return who of these may keep relations and do tasks, and hold that so until this transaction is over.

    Shutting an account and withdrawing a role lock the same row first and count what is kept afterwards, so one of the
    two sees the other. Call this before any other row is locked.
    """
    held = User.objects.filter(pk__in=users).select_for_update(no_key=True).order_by("pk")
    locked = list(held.values_list("pk", flat=True))
    return frozenset(colleagues.who_keep().filter(pk__in=locked).values_list("pk", flat=True))
