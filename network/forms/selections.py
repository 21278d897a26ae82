from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.actions.people import why_refused
from network.models import Selection
from network.special_words import special_words
from web.seen import SeenForm

from .fields import OneLineField


class SelectionForm(SeenForm, forms.Form):
    """What a saved selection is called, and who sees it."""

    name = OneLineField(label=_("Name"), max_length=80, help_text=_("Such as: Line 4, not spoken this year"))
    shared = forms.BooleanField(
        label=_("Share with all colleagues"), help_text=_("Otherwise only you see it."), required=False
    )

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if found := special_words(name):
            raise ValidationError(why_refused(found))
        return name


class RefilterForm(forms.Form):
    """Which selection asks this from now on."""

    existing = forms.ModelChoiceField(
        Selection.objects.none(), label=_("Selection"), empty_label=_("Choose a selection")
    )

    def __init__(self, *args: Any, user: User, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Selection.objects.standing().filter(owner=user, of=of).exclude(asked=None).by_name()
        self.fields["existing"].queryset = own  # type: ignore[attr-defined]


class NewSelectionForm(SelectionForm):
    """A new selection: of what the list asks, or empty, to fill by hand."""

    BY_FILTER, BY_HAND = "filter", "hand"
    how = forms.ChoiceField(
        label=_("What is in it?"),
        choices=[
            (BY_FILTER, _("Everybody who answers to these filters, also later")),
            (BY_HAND, _("Only whom I add by hand")),
        ],
        widget=forms.RadioSelect,
        initial=BY_FILTER,
    )

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "shared")}
