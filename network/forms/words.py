from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.special_words import special_words


class AsksAboutWords(forms.Form):
    """Asks once more when the words in a field may tell special data of a person (P5); unchanged words pass."""

    asked_field: ClassVar[str]
    confirmed = forms.BooleanField(
        label=gettext_lazy("This is about a subject, not about who somebody is. Keep it."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_about: list[str] = []

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        text = told.get(self.asked_field, "")
        self.asks_about = special_words(text) if text != self.initial.get(self.asked_field, "") else []
        if self.asks_about and not told.get("confirmed"):
            self.add_error(self.asked_field, _about(self.asks_about))
        return told


def _about(words: list[str]) -> str:
    return _("Is “%(words)s” about a person? Then leave it out. Is it about a subject? Then say so below.") % {
        "words": ", ".join(words)
    }
