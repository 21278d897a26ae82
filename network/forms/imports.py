from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions.imports import Account
from network.importing import reading
from network.importing.columns import COLUMNS, Kind
from network.models import ImportFile
from network.models.import_file import Ground

from .fields import OneLineField


class UploadForm(forms.Form):
    """A file, and what its rows are about."""

    kind = forms.ChoiceField(label=gettext_lazy("What stands in the file?"), choices=Kind, widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, at most 20 MB. Choose it, or drag it here."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > reading.MOST_BYTES:
            raise ValidationError(reading.too_large())
        return file


class ColumnsForm(forms.Form):
    """Which column is which, and the account of the file: what for, on what ground, and where that can be found."""

    purpose = OneLineField(
        label=gettext_lazy("What do you need these data for?"),
        help_text=gettext_lazy("Such as: invite speakers of the yearly meeting"),
        max_length=200,
    )
    ground = forms.ChoiceField(label=gettext_lazy("Why may we keep them?"), choices=[("", ""), *Ground.choices])
    proof = OneLineField(
        label=gettext_lazy("Where do they come from, and where can we see that?"),
        help_text=gettext_lazy("Becomes the source of each row without one. Such as: participants 2025, archive"),
        max_length=200,
    )

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        for at, heading in enumerate(file.headings):
            names = {place: name for name, place in file.columns.items()}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading or _("column %(number)d") % {"number": at + 1},
                choices=[("", _("leave out")), *((name, each.label) for name, each in COLUMNS[file.kind].items())],
                required=False,
                initial=names.get(at, ""),
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = [name for name in self._chosen(told) if name]
        if twice := next((name for name in chosen if chosen.count(name) > 1), None):
            label = COLUMNS[self.file.kind][twice].label
            raise ValidationError(_("Two columns are %(name)s. Choose one of them.") % {"name": label})
        return told

    def chosen(self) -> dict[str, int]:
        """Return which column is which."""
        return {name: at for at, name in enumerate(self._chosen(self.cleaned_data)) if name}

    def account(self) -> Account:
        told = self.cleaned_data
        return Account(told["purpose"], told["ground"], told["proof"])

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return each column with its first cells, to see what it holds."""
        sample = self.file.sample
        return [(self[f"column_{at}"], [row[at] for row in sample]) for at in range(len(self.file.headings))]

    def _chosen(self, told: dict[str, Any]) -> list[str]:
        return [told.get(f"column_{at}", "") for at in range(len(self.file.headings))]
