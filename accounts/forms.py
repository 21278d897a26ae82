from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Scope, User
from accounts.roles import Role


class TurnOnApp(ActivateTOTPForm):
    """The first code of an app for codes, asked for in the words of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")


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


class OwnAccount(forms.ModelForm):
    """How somebody is called, in which language we speak to them, and for colleagues the weekly letter."""

    class Meta:
        model = User
        fields = ["given_name", "tussenvoegsel", "family_name", "language", "weekly_letter"]
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "language": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.works_at_kis:
            del self.fields["weekly_letter"]


class UserSearch(forms.Form):
    """Which accounts an administrator looks for; a search that makes no sense is no search."""

    words = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All roles")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("Account"), choices=[("", _("Open and shut")), ("open", _("Open")), ("shut", _("Shut"))], required=False
    )

    def asked(self, name: str) -> str:
        return self.cleaned_data.get(name, "")


class GiveRole(forms.Form):
    """Which role somebody gets: one they do not have yet."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(role.value, role.label) for role in Role if role not in user.roles]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"),
            choices=[("", _("Choose a role")), *free],
            error_messages={"required": _("Choose a role.")},
        )

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class NewApiToken(forms.ModelForm):
    """For which program a token is, what it may read and until when: a year, unless the administrator says less."""

    scopes = forms.MultipleChoiceField(
        label=_("What may it read?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    class Meta:
        model = ApiToken
        fields = ["name", "scopes", "expires_on"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expires_on", today + timedelta(days=365))


def _kinds() -> list[tuple[str, Any]]:
    """Return what of ours an audit line can be about, by its name; a room of ours stands in the project itself.

    What nobody gave a name is kept by the system for itself: no line is about it.
    """
    rooms = [room for room in apps.get_app_configs() if Path(room.path).parent == settings.BASE_DIR]
    named = [model for room in rooms for model in room.get_models() if "verbose_name" in model._meta.original_attrs]
    kinds = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in named]
    return [("", _("All kinds")), *sorted(kinds, key=lambda kind: kind[1])]


class AuditFilter(forms.Form):
    """Which lines of the audit trail somebody wants to read."""

    action = forms.RegexField(
        r"^[a-z_.]*$",
        label=_("Action"),
        help_text=_("Such as role. or user.shut"),
        max_length=60,
        required=False,
        error_messages={"invalid": _("An action has small letters, dots and underscores, such as user.shut.")},
    )
    kind = forms.ChoiceField(label=_("Kind of object"), choices=_kinds, required=False)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=2**63 - 1, required=False)
