"""Who may do what with events; who may see them stands in `Event.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import User

MAKERS = (Role.LINE_STAFF, Role.EDITOR, Role.PLATFORM_COORDINATOR, Role.ADMINISTRATOR)


def may_see_participants(user: User) -> bool:
    """Tell whether the user may see who was invited and who comes."""
    return user.works_at_kis


def may_manage_events(user: User) -> bool:
    """Tell whether the user may make, change, publish and call off events, and record answers for people."""
    return user.has_role(*MAKERS)


def may_export_participants(user: User) -> bool:
    """Tell whether the user may take the list of participants out of the house."""
    return user.has_role(*MAKERS, Role.PRIVACY_OFFICER)
