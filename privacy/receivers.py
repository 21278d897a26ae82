"""What the room answers when the post asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from privacy.queries import lost


def hold_while_something_asked_is_lost(**_more: Any) -> str:
    """Say that nothing may leave while the database does not know what people asked: to be erased or left alone."""
    if not lost():
        return ""
    return _(
        "The database was put back from a backup, and does not know who was erased or restricted since. Let the "
        "administrator run “privacy_after_restore” first."
    )
