"""What a password must be (S29, S30): long, not about you or us, not one that many people use."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

LENGTH = 12
STAFF_LENGTH = 15
HOUSE_WORDS = ("kennisplatform", "kennisatelier", "samenleven")


class PasswordLength:
    """Ask a long password, and a longer one of who works at KIS."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse what is too short for this user.

        :raises ValidationError: with how long it must be.
        """
        works_here = user is not None and user.pk is not None and user.works_at_kis
        least = STAFF_LENGTH if works_here else LENGTH
        if len(password) < least:
            said = _("This password is too short. Take at least %(least)d characters.")
            raise ValidationError(said % {"least": least}, code="password_too_short")

    def get_help_text(self) -> str:
        return _("At least 12 characters, or 15 if you work at KIS. A short sentence is a good password.")


class NotAboutYou(password_validation.UserAttributeSimilarityValidator):
    """Refuse a password that resembles one's name or address."""

    DEFAULT_USER_ATTRIBUTES = ("given_name", "family_name", "email")

    def get_error_message(self) -> str:
        return _("This password resembles your name or address. Take something else.")

    def get_help_text(self) -> str:
        return _("Not your name or e-mail address.")


class NotCommon(password_validation.CommonPasswordValidator):
    """Refuse a password that many people use, or one with the name of our house in it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse what is easy to guess.

        :raises ValidationError: when it is.
        """
        super().validate(password, user)
        if any(word in password.lower().replace(" ", "") for word in HOUSE_WORDS):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return _("This password is easy to guess. Take something else.")

    def get_help_text(self) -> str:
        return _("Not a password that many people use.")
