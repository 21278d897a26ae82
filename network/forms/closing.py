from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models.organisation import EndedWhy

from .fields import PastDayField


class ClosingForm(forms.Form):
    """On which day an organisation ended, and why."""

    ended_on = PastDayField(
        label=_("Ended on"),
        help_text=_("The first day on which it is there no more."),
        error_messages={"required": _("Say on which day it ended.")},
    )
    why = forms.ChoiceField(
        label=_("Why?"),
        choices=EndedWhy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it ended.")},
    )
