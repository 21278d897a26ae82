from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models.organisation import EndedWhy

from .fields import DayField


class ClosingForm(forms.Form):
    """On which day an organisation ended, and why."""

    ended_on = DayField(label=_("Ended on"), help_text=_("The first day on which it is there no more."))
    why = forms.ChoiceField(
        label=_("Why?"),
        choices=EndedWhy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it ended.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].error_messages["required"] = _("Say on which day it ended.")
