from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Person


class EraseForm(forms.Form):
    """The day on which somebody asked to be erased, and their name once more, so that nobody erases another."""

    asked_on = forms.DateField(
        label=gettext_lazy("On which day did this person ask it?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Say on which day this person asked it."),
            "invalid": gettext_lazy("Write the day as 31-12-2026."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Type the whole name of this person"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the name, so that we erase nobody else.")},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_asked_on(self) -> date:
        asked_on: date = self.cleaned_data["asked_on"]
        if asked_on > timezone.localdate():
            raise ValidationError(_("This day is still to come. Choose today or earlier."))
        return asked_on

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name.casefold() != self.person.full_name.casefold():
            raise ValidationError(_("This is another name than the one at the top of this page."))
        return name
