"""The roles that keep the network: they write, hold relations and do tasks."""

from accounts.roles import Role

KEEPERS = (Role.LINE_STAFF, Role.EDITOR, Role.PLATFORM_COORDINATOR, Role.ADMINISTRATOR)
