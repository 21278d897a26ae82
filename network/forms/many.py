"""Several values of one choice of a filter: one of these is enough. In an address they stand as one, with commas."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .fields import FetchedRows


class Ticks(forms.Widget):
    """Boxes to tick in a list that folds away under what was ticked."""

    is_ticks = True
    choices: Iterable[tuple[Any, Any]] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002  as Django asks
        told = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return [part for each in told for part in str(each or "").split(",") if part]

    def id_for_label(self, id_: str, index: str | None = None) -> str:  # noqa: ARG002  a group has a legend
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        chosen = frozenset(str(getattr(each, "pk", each)) for each in value or ())
        return _drawn(name, tuple((str(key), str(words)) for key, words in self.choices), chosen, get_language())


@lru_cache(maxsize=200)
def _drawn(
    name: str, options: tuple[tuple[str, str], ...], chosen: frozenset[str], _language: str | None
) -> SafeString:
    """Draw the boxes; the same few stand above each list, so they are remembered as they were drawn."""
    said = [words for key, words in options if key in chosen]
    boxes = format_html_join(
        "",
        '<label class="check"><input type="checkbox" name="{}" value="{}"{}> {}</label>',
        ((name, key, format_html(" {}", "checked") if key in chosen else "", words) for key, words in options),
    )
    folded = '<details class="ticks" data-many="{}" data-of-many="{}"><summary>{}</summary><div>{}</div></details>'
    return format_html(folded, _("All"), ngettext("%d chosen", "%d chosen", 2), in_short(said), boxes)


def in_short(said: list[str]) -> str:
    """Say what was ticked on one line: nothing is all, one is named, more are counted."""
    if len(said) > 1:
        return ngettext("%d chosen", "%d chosen", len(said)) % len(said)
    return said[0] if said else _("All")


class ManyRows(forms.ModelMultipleChoiceField):
    """Some of a few rows: what is listed and what was chosen come from one query."""

    iterator = FetchedRows
    widget = Ticks

    def rows(self) -> list[Model]:
        """Return the rows to choose from; the queryset of a form's own field remembers them."""
        queryset: Any = self.queryset
        return list(queryset)

    def clean(self, value: Any) -> Any:
        """Return the chosen rows in their own order."""
        chosen = {str(getattr(each, "pk", each)) for each in value or ()}
        found = tuple(row for row in self.rows() if str(row.pk) in chosen) if chosen else ()
        if len(found) < len(chosen):
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": ", ".join(sorted(chosen))})
        return found


class ManyChoices(forms.MultipleChoiceField):
    """Some of a few fixed choices, in their own order."""

    widget = Ticks

    def clean(self, value: Any) -> Any:
        chosen = set(super().clean(value))
        choices: Any = self.choices
        return tuple(key for key, _words in choices if key in chosen)
