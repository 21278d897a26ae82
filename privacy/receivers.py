"""What the room answers when the post asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from privacy.queries import came_back


def hold_while_erased_people_are_back(**_more: Any) -> str:
    """Say that nothing may leave while people who were erased stand in the database again."""
    if not came_back():
        return ""
    return _(
        "The database was put back from a backup, and people who were erased stand in it again. Let the administrator "
        "run “erase_again” first."
    )
