from __future__ import annotations

import base64
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of our house about accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is shut. Mail the KIS team."),
        "email_password_mismatch": _("This address and password do not belong together. Look at both and try again."),
        "email_taken": _("Somebody already signs in with this address."),
        "duplicate_email": _("You already sign in with this address."),
        "enter_current_password": _("Fill in the password you have now."),
        "incorrect_code": _("This is not the code, or it is too old. Look once more, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("You tried this often in a short time. Wait a few minutes and try again."),
        "same_as_current": _("This is the same as before. Fill in something new."),
        "too_many_login_attempts": _("You tried this often in a short time. Wait a few minutes and try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Store the names with the account, and the language it was made in. It gets no role."""
        for name in ("given_name", "tussenvoegsel", "family_name"):
            setattr(user, name, form.cleaned_data.get(name, ""))
        user.language = request.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks of our house about the second factor: its secrets lie encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code, or it is too old. Wait for the next one in your app and try again."),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """The newest secret of the house closes, all of them open."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(f"second factor {secret}".encode()).digest()))
