from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks of our house."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Store the names with the account, and the language it was made in."""
        for name in ("given_name", "tussenvoegsel", "family_name"):
            setattr(user, name, form.cleaned_data.get(name, ""))
        user.language = request.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved
