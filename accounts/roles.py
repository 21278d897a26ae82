"""The roles of the house, as code: what somebody may do follows from these and from facts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a user is to KIS; granted with who and when (`Grant`)."""

    MEMBER = "member", _("Community member")
    LINE_STAFF = "line_staff", _("Programme line staff")
    EDITOR = "editor", _("Editor")
    PLATFORM_COORDINATOR = "platform_coordinator", _("Coordinator of the Platform Eer en Vrijheid")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


STAFF_ROLES = frozenset(Role) - {Role.MEMBER}
