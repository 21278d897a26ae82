from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.forms.fields import PastDayField
from network.models import Person


class RestrictForm(forms.Form):
    """The day on which somebody asked us not to use their data."""

    asked_on = PastDayField(
        label=gettext_lazy("On which day did this person ask it?"),
        error_messages={"required": gettext_lazy("Say on which day this person asked it.")},
    )


class EraseForm(forms.Form):
    """The day on which somebody asked to be erased, and their name once more, so that nobody erases another."""

    asked_on = PastDayField(
        label=gettext_lazy("On which day did this person ask it?"),
        error_messages={"required": gettext_lazy("Say on which day this person asked it.")},
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

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name.casefold() != self.person.full_name.casefold():
            raise ValidationError(_("This is another name than the one at the top of this page."))
        return name
