"""Which roles write letters, and which send newsletters."""

from accounts.roles import Role

WRITERS = (Role.LINE_STAFF, Role.EDITOR, Role.ADMINISTRATOR)
EDITORS = (Role.EDITOR, Role.ADMINISTRATOR)
