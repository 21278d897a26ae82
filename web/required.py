"""What a form says of a field that was left empty: not that it is required, but what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS: dict[type[forms.Field], Any] = {
    forms.Field: _("Fill this in."),
    forms.ChoiceField: _("Choose one."),
    forms.ModelChoiceField: _("Choose one."),
    forms.MultipleChoiceField: _("Choose at least one."),
    forms.ModelMultipleChoiceField: _("Choose at least one."),
    forms.FileField: _("Choose a file."),
    forms.BooleanField: _("Tick this."),
}


def say_what_to_do() -> None:
    """Give each kind of field words of its own; a form that knows better still says it better."""
    for kind, words in WORDS.items():
        own: dict[str, Any] = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**own, "required": words}
