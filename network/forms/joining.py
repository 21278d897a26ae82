from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OtherRecordForm(forms.Form):
    """The words by which one looks for the other record of the same person or organisation."""

    words = forms.CharField(
        label=_("Search the other record"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
