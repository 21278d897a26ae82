"""What may come in about lists: what they are, and who comes onto one from elsewhere."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network import addresses
from network.importing import reading
from network.models import ProgrammeLine
from newsletter.actions.lists import ListFacts
from newsletter.forms import ConsentForm, Ticked
from newsletter.models import Newsletter
from web.seen import SeenForm

MOST_AT_ONCE = 1000
LARGEST = 200_000  # bytes of a file with so many addresses
BETWEEN = re.compile(r"[\s;,]+")


class ListForm(SeenForm, forms.Form):
    """What colleagues say about a list, in both languages."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    description = forms.CharField(label=gettext_lazy("What does one get?"), max_length=300)
    description_en = forms.CharField(label=gettext_lazy("What does one get? In English"), max_length=300)
    wording = forms.CharField(
        label=gettext_lazy("To which words do people say yes?"),
        help_text=gettext_lazy(
            "Such as: I want the KIS newsletter every month. I can stop at any time. We keep each version as proof."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "short"}),
    )
    wording_en = forms.CharField(
        label=gettext_lazy("The same words in English"), max_length=500, widget=forms.Textarea(attrs={"class": "short"})
    )
    public = forms.BooleanField(
        label=gettext_lazy("Everybody may put themselves on this list"),
        help_text=gettext_lazy("Else it is internal: only colleagues see it, and who is on it."),
        required=False,
    )
    lines = Ticked(
        ProgrammeLine.objects.all(),
        label=gettext_lazy("About which programme lines?"),
        help_text=gettext_lazy(
            "What its letters bring about then counts for these lines. For a theme, tick its lines."
        ),
        required=False,
    )

    @classmethod
    def of(cls, newsletter: Newsletter, sent: QueryDict | None = None) -> ListForm:
        """Return the form as it stands for this list, or as it was sent to change it."""
        names = ("name", "name_en", "description", "description_en", "public")
        text = newsletter.texts.order_by("-version").first()
        words = {"wording": text.wording, "wording_en": text.wording_en} if text else {}
        lines = list(newsletter.lines.all())
        return cls(sent, initial={**{name: getattr(newsletter, name) for name in names}, **words, "lines": lines})

    def facts(self) -> ListFacts:
        return ListFacts(**self.cleaned_data)


class BringInForm(ConsentForm):
    """Addresses that said yes elsewhere, with the words, the day and the proof: without those nobody comes in (T1)."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One on each line, at most a thousand at once."),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file with addresses"),
        help_text=gettext_lazy("Plain text or CSV with one column."),
        required=False,
    )
    field_order = ("addresses", "file", "agreed_on", "wording", "proof")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["source"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        told, file = said.get("addresses", ""), self._in_the_file()
        words = BETWEEN.split(f"{told}\n{file}".strip())
        typed = list(dict.fromkeys(word.strip('"<>') for word in words if "@" in word))
        if not typed and "file" not in self.errors:
            self.add_error("addresses", _("Put at least one e-mail address here, or choose a file."))
        if len(typed) > MOST_AT_ONCE:
            self.add_error("addresses", _("That are more than a thousand addresses. Bring them in in parts."))
            typed = []
        said["good"], wrong = self._sorted(typed)
        said["wrong"] = [*wrong, *_without_address([*told.splitlines(), *file.splitlines()[1:]])]
        return said

    def _in_the_file(self) -> str:
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > LARGEST:
            self.add_error("file", _("This file is too large. Bring it in in parts."))
            return ""
        try:
            return reading.text_of(file.read())
        except reading.Unreadable:
            self.add_error("file", _("We cannot read this file. Save it as CSV or plain text and try again."))
            return ""

    def _sorted(self, typed: list[str]) -> tuple[list[str], list[str]]:
        good, wrong = [], []
        for each in typed:
            try:
                good.append(addresses.checked(each))
            except ValidationError:
                wrong.append(each)
        return good, wrong


def _without_address(lines: list[str]) -> list[str]:
    """Return the lines that hold no address at all, once each; the first of a file is its heading."""
    return list(dict.fromkeys(line.strip() for line in lines if line.strip() and "@" not in line))
