"""Fields that the forms of the network share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network import addresses
from network.days import has_a_whole_year
from network.models import Organisation
from network.plain import plain

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
MOST_TAGS, LONGEST_TAG = 20, 40


class OneLineField(forms.CharField):
    """Text on one line: no line breaks or control characters, which have no place in a name or the head of a letter."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if CONTROL.search(value):
            raise ValidationError(_("Write this on one line, without special characters."))


class AddressesField(forms.CharField):
    """E-mail addresses, one on each line; the first is the preferred one."""

    widget = forms.Textarea(attrs={"rows": 2, "class": "short", "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> list[str]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        checked = [addresses.checked(line) for line in lines]
        return list({address.lower(): address for address in checked}.values())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TagsField(OneLineField):
    """Tags with commas between them."""

    def clean(self, value: Any) -> list[str]:
        tags = {plain(tag): " ".join(tag.split()) for tag in super().clean(value).split(",") if tag.strip()}
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("Choose at most %(most)d tags.") % {"most": MOST_TAGS})
        if long := next((tag for tag in tags.values() if len(tag) > LONGEST_TAG), None):
            raise ValidationError(_("“%(tag)s…” is too long for a tag. Use a word or two.") % {"tag": long[:20]})
        return sorted(tags.values())

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class OrganisationField(OneLineField):
    """The name of an organisation that we know; the form tells for which `user`, the browser offers names."""

    default_error_messages = {
        "nearest": gettext_lazy("We do not know “%(name)s”. Do you mean: %(nearest)s?"),
        "unknown": gettext_lazy("We do not know “%(name)s”. Choose a name from the list, or add it first."),
    }
    user: User

    def __init__(self, **kwargs: Any) -> None:
        offered = forms.TextInput(attrs={"list": "organisatienamen", "autocomplete": "off"})
        super().__init__(max_length=160, widget=offered, **kwargs)

    def clean(self, value: Any) -> Organisation | None:
        name = super().clean(value).strip()
        if not name:
            return None
        known = Organisation.objects.visible_to(self.user)
        if found := known.filter(sort_name=plain(name)).by_name().first():
            return found
        nearest = ", ".join(known.matching(name).by_name().values_list("name", flat=True)[:3])
        code = "nearest" if nearest else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params={"name": name, "nearest": nearest})


class DayField(forms.DateField):
    """A day, chosen in the browser or written as 18-9-2026."""

    default_error_messages = {"invalid": gettext_lazy("Write a day that exists, like 18-9-2026.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not has_a_whole_year(value):
            raise ValidationError(_("Write the whole year, like 2026."))


class PastDayField(DayField):
    """A day that has come: today or earlier."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(_("This day is still to come. Choose today or earlier."))


class FetchedRows(ModelChoiceIterator):
    """The choices of a `Choice`, its rows fetched once; Django opens a cursor on the server each time it lists them."""

    field: Choice

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.field.rows():
            yield self.choice(row)


class Choice(forms.ModelChoiceField):
    """One of a few rows: what is listed and what was chosen come from one query."""

    iterator = FetchedRows

    def rows(self) -> list[Model]:
        """Return the rows to choose from; the queryset of a form's own field remembers them."""
        queryset: Any = self.queryset
        return list(queryset)

    def to_python(self, value: Any) -> Model | None:
        if value in self.empty_values:
            return None
        chosen = str(getattr(value, "pk", value))
        for row in self.rows():
            if str(row.pk) == chosen:
                return row
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
