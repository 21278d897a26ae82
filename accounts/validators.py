from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

STAFF_LENGTH = 15


class StaffPasswordLength:
    """Ask a longer password of who works at KIS (S29)."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk and user.works_at_kis and len(password) < STAFF_LENGTH:
            raise ValidationError(self._words(), code="password_too_short_for_staff")

    def get_help_text(self) -> str:
        return self._words()

    def _words(self) -> str:
        return _("Who works at KIS takes at least %(length)d characters.") % {"length": STAFF_LENGTH}
