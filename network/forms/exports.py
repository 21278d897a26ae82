from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.export_columns import COLUMNS
from network.models import Export
from network.models.export import OF_LISTS, OF_THE_MAP, ExportOf, Format

from .fields import OneLineField


class ExportForm(forms.Form):
    """Which columns to take out of the house, in what kind of file, and what for; a map has no columns."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy("Take no more than you need."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one column.")},
    )
    format = forms.ChoiceField(label=gettext_lazy("Kind of file"), widget=forms.RadioSelect, initial=Format.CSV)
    purpose = OneLineField(
        label=gettext_lazy("What do you need it for?"),
        help_text=gettext_lazy("Such as: badges for the yearly meeting. It stays with this export."),
        max_length=300,
        min_length=5,
    )

    def __init__(self, *args: Any, export: Export, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_map = export.of == ExportOf.MAP
        kinds: Any = self.fields["format"]
        kinds.choices = [(kind.value, kind.label) for kind in (OF_THE_MAP if of_map else OF_LISTS)]
        if of_map:
            kinds.initial = Format.SVG
            del self.fields["columns"]
            return
        known = COLUMNS[export.of]
        columns: Any = self.fields["columns"]
        columns.choices = [(name, column.label) for name, column in known.items()]
        columns.initial = [name for name, column in known.items() if column.usual]

    def clean_columns(self) -> list[str]:
        """Keep the columns in their own order, however they came in."""
        ticked = set(self.cleaned_data["columns"])
        return [name for name, _label in self.fields["columns"].choices if name in ticked]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Whether an export is right, and why."""

    APPROVE, REFUSE = "approve", "refuse"
    decision = forms.ChoiceField(
        label=gettext_lazy("Your judgement"),
        choices=[(APPROVE, gettext_lazy("Approve")), (REFUSE, gettext_lazy("Refuse"))],
        widget=forms.RadioSelect,
    )
    reason = OneLineField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who asked reads this. Who refuses always says why."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("decision") == self.REFUSE and not told.get("reason"):
            self.add_error("reason", ValidationError(_("Say why you refuse it.")))
        return told
