from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from network.models import ProgrammeLine
from network.queries import colleagues
from web.seen import SeenForm

from .fields import DayField
from .tasks import ColleagueField


class LineWorkForm(forms.Form):
    """Who works on which line since when; who is no administrator speaks of herself alone."""

    line = forms.ModelChoiceField(
        ProgrammeLine.objects.none(),
        label=gettext_lazy("Programme line"),
        empty_label=gettext_lazy("Choose a line"),
        error_messages={"required": gettext_lazy("Choose a line.")},
    )
    user = ColleagueField(
        label=gettext_lazy("Colleague"),
        empty_label=gettext_lazy("Choose a colleague"),
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )
    started_on = DayField(label=gettext_lazy("Since"))

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        able = colleagues.who_keep()
        if not by.has_role(Role.ADMINISTRATOR):
            able = able.filter(pk=by.pk)
            fields["user"].empty_label = None
        fields["user"].queryset = able
        fields["line"].queryset = ProgrammeLine.objects.holding_in(today.year)
        fields["started_on"].initial = today


class LineWorkDaysForm(SeenForm, forms.Form):
    """Between which days somebody works on a line."""

    started_on = DayField(label=gettext_lazy("Since"))
    ended_on = DayField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The first day on which it no longer holds. Was it a mistake? Choose the day it began."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        begins, ends = told.get("started_on"), told.get("ended_on")
        if begins and ends and ends < begins:
            self.add_error("ended_on", ValidationError(_("This ends before it starts. Choose a later last day.")))
        return told
