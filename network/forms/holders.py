from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import ProgrammeLine
from network.queries import colleagues

from .tasks import ColleagueField


class HolderForm(forms.Form):
    """Which colleague keeps the relation, and on which line."""

    user = ColleagueField(label=_("Colleague"), empty_label=_("Choose a colleague"))
    line = forms.ModelChoiceField(
        ProgrammeLine.objects.none(), label=_("On line"), required=False, empty_label=_("all lines")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues.who_keep()  # type: ignore[attr-defined]
        self.fields["line"].queryset = ProgrammeLine.objects.holding_in(today.year)  # type: ignore[attr-defined]
