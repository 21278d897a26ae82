"""Fields for where somebody is and how to call them, typed as the Dutch type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network import phones
from network.models import Municipality
from network.plain import plain

from .fields import OneLineField

POSTCODE = re.compile(r"([1-9][0-9]{3})\s*([A-Z]{2})")
MOST_PHONES = 10
SPOKEN = {"den haag": "'s-gravenhage", "den bosch": "'s-hertogenbosch"}  # how everybody calls them


class PostcodeField(OneLineField):
    """A Dutch postcode, with or without its space, in small letters or capitals."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "size": 8})
        super().__init__(**{"max_length": 10, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        known = POSTCODE.fullmatch(typed.upper())
        if not known:
            raise ValidationError(_("Write a postcode as 3511 LX."))
        return f"{known[1]} {known[2]}"


class MunicipalityField(OneLineField):
    """The name of a Dutch municipality; the browser offers them all while one types."""

    def __init__(self, **kwargs: Any) -> None:
        offered = forms.TextInput(attrs={"list": "gemeenten", "autocomplete": "off", "data-fills": "id_province"})
        super().__init__(max_length=60, widget=offered, **kwargs)

    def clean(self, value: Any) -> Municipality | None:
        name = super().clean(value)
        if not name:
            return None
        found = _named(name)
        if len(found) == 1:
            return found[0]
        if found:
            which = ", ".join(each.name for each in found[:4])
            raise ValidationError(_("Which municipality do you mean: %(which)s?") % {"which": which})
        raise ValidationError(
            _("We do not know the municipality “%(name)s”. Choose one from the list.") % {"name": name}
        )

    def prepare_value(self, value: Any) -> Any:
        """Show the name, also when the form was given the number of a municipality."""
        if isinstance(value, int):
            return Municipality.objects.filter(pk=value).values_list("name", flat=True).first()
        return value


def _named(name: str) -> list[Municipality]:
    """Return the municipality that is called so, else every one that begins so."""
    asked = SPOKEN.get(plain(name), plain(name))
    begins = [each for each in Municipality.objects.all() if plain(each.name).startswith(asked)]
    return [each for each in begins if plain(each.name) == asked] or begins


class PhonesField(forms.CharField):
    """Phone numbers, one on each line."""

    widget = forms.Textarea(attrs={"rows": 2, "class": "short", "autocomplete": "off", "inputmode": "tel"})

    def clean(self, value: Any) -> list[str]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PHONES:
            raise ValidationError(_("Keep at most %(most)d phone numbers.") % {"most": MOST_PHONES})
        return list(dict.fromkeys(phones.checked(line) for line in lines))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(phones.shown(number) for number in value) if isinstance(value, list) else value


def offered_municipalities() -> list[Municipality]:
    """Return every municipality by name, for the list that the browser offers."""
    return list(Municipality.objects.all())
