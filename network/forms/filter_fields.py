"""Fields that only the filters of lists use."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network import namesearch
from network.models import Organisation
from network.queries.merges import standing_for
from web.keys import key_of

from .fields import Choice, OneLineField, OrganisationField

POSTCODE = re.compile(r"^[1-9]\d{0,3}$|^[1-9]\d{3}[A-Z]{1,2}$")


class OrganisationChoice(OrganisationField):
    """An organisation: by name as one types it, by key as the address has it."""

    def clean(self, value: Any) -> Organisation | None:
        if not str(value or "").isdecimal():
            return super().clean(value)
        if (known := self._behind(key_of(str(value)))) is None:
            raise ValidationError(_("This organisation is there no more."))
        return known

    def prepare_value(self, value: Any) -> Any:
        if str(value or "").isdecimal():
            known = self._behind(key_of(str(value)))
            return known.name if known else ""
        return value

    def _behind(self, number: int) -> Organisation | None:
        """Return the organisation with this number, or the one into which it was merged."""
        known = Organisation.objects.visible_to(self.user)
        return known.filter(pk__in=standing_for(Organisation, [number])).first()


class HolderChoice(Choice):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class PostcodeBegin(forms.CharField):
    """The begin of a postcode: 35, 3511 or 3511 LX."""

    default_error_messages = {"invalid": gettext_lazy("Write the begin of a postcode, such as 35 or 3511 LX.")}

    def __init__(self, **kwargs: Any) -> None:
        label = gettext_lazy("Postcode begins with")
        super().__init__(label=label, max_length=7, widget=forms.TextInput(attrs={"size": 7}), **kwargs)

    def clean(self, value: Any) -> str:
        typed = "".join(str(super().clean(value)).split()).upper()
        if typed and not POSTCODE.match(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{typed[:4]} {typed[4:]}" if len(typed) > 4 else typed


class TitleWords(OneLineField):
    """Words of a job title, or the begin of one; the browser offers titles that somebody has."""

    def __init__(self, **kwargs: Any) -> None:
        offered = forms.TextInput(attrs={"list": "functies", "autocomplete": "off"})
        super().__init__(label=gettext_lazy("Job title"), max_length=100, widget=offered, **kwargs)

    def clean(self, value: Any) -> str:
        typed = " ".join(super().clean(value).split())
        if typed and not namesearch.words_of(typed):
            raise ValidationError(_("Write a word of a job title, such as policy."))
        return typed
