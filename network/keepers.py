"""The roles that keep the network (they write, hold relations and do tasks), and those that judge what leaves it."""

from accounts.roles import Role

KEEPERS = (Role.LINE_STAFF, Role.EDITOR, Role.PLATFORM_COORDINATOR, Role.ADMINISTRATOR)
JUDGES = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
