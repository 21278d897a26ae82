from __future__ import annotations

import base64
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of our house about accounts."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Store the names with the account, and the language it was made in. It gets no role."""
        for name in ("given_name", "tussenvoegsel", "family_name"):
            setattr(user, name, form.cleaned_data.get(name, ""))
        user.language = request.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks of our house about the second factor: its secrets lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """The newest secret of the house closes, all of them open."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(f"second factor {secret}".encode()).digest()))
