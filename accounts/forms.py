from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Names(forms.Form):
    """The names of somebody who makes an account; allauth adds the address and the password."""

    given_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    tussenvoegsel = forms.CharField(label=_("Infix"), help_text=_("Such as: van der"), max_length=20, required=False)
    family_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: the adapter stored the names."""
