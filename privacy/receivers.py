"""What the room answers when the post asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from privacy.queries import lost


def hold_while_something_asked_is_lost(**_more: Any) -> str:
    """Say that nothing may leave while the database does not know what people asked us, or that they left."""
    if not lost():
        return ""
    return _(
        "The database was put back from a backup, and does not know who was erased, restricted or unsubscribed "
        "since. Let the administrator run “privacy_after_restore” first."
    )
