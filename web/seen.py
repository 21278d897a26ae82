"""Forms that two people can have open at once: who saves last overwrites nothing unseen.

The page carries a fingerprint of each value as it was shown. What a colleague changed since and this form leaves alone
stays as the colleague wrote it; what both changed is not saved, and the form says what stands there now.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class SeenForm(forms.BaseForm):
    """A form about a record that is there already; its page holds `{{ form.seen }}`, and `initial` what it says now.

    Without fingerprints in what is sent, as when something new is added, it is a form like any other.
    """

    @property
    def seen(self) -> SafeString:
        """A hidden field with the fingerprints of what the page shows.

        After a refusal that is what the record says now where the form told so; else still what was seen before. So
        what this form left alone stays as the colleague wrote it when it is saved once more.
        """
        now = {name: _fingerprint(self._now(name)) for name in self._watched}
        before = {name: seen for name, seen in self._as_seen.items() if name not in self._told_anew}
        return format_html('<input type="hidden" name="seen" value="{}">', json.dumps(now | before))

    def clean(self) -> dict[str, Any]:
        for name, as_seen in self._as_seen.items():
            now, sent = self._now(name), self._sent(name)
            if now == sent or _fingerprint(now) == as_seen:
                continue
            if _fingerprint(sent) == as_seen:
                field = self.fields[name]
                self.cleaned_data[name] = field.clean(field.prepare_value(self.get_initial_for_field(field, name)))
                self.errors.pop(name, None)
            elif name not in self.errors:
                self._told_anew.add(name)
                says = _("Not saved. A colleague changed this just now. It says now: “%s”. Save again what it must be.")
                self.add_error(name, ValidationError(says % self._in_words(name)))
        return super().clean() or {}

    @property
    def _watched(self) -> list[str]:
        return [name for name in self.fields if name in self.initial]

    @cached_property
    def _told_anew(self) -> set[str]:
        """The fields of which a refusal says what stands there now; `clean` fills it."""
        return set()

    @cached_property
    def _as_seen(self) -> dict[str, str]:
        try:
            told = json.loads(self.data.get("seen", "{}"))
        except ValueError:
            return {}
        return {name: told[name] for name in self._watched if name in told} if isinstance(told, dict) else {}

    def _now(self, name: str) -> list[str]:
        return self._shown(name, self.get_initial_for_field(self.fields[name], name))

    def _sent(self, name: str) -> list[str]:
        return self._shown(name, self[name].data)

    def _shown(self, name: str, value: Any) -> list[str]:
        """Return a value as the page shows it and the browser sends it back: a text, or the keys of what is chosen."""
        field = self.fields[name]
        if isinstance(value, bool):
            return [_("yes")] if value else [_("no")]
        shown = field.widget.format_value(field.prepare_value(value))
        each = shown if isinstance(shown, list | tuple | set) else [shown]
        return sorted(" ".join(str(one).split()) for one in each if one not in (None, ""))

    def _in_words(self, name: str) -> str:
        """Say what the record says now, in the words of the choices where it is a choice."""
        field, now = self.fields[name], self._now(name)
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            now = [field.label_from_instance(chosen) for chosen in field.queryset.filter(pk__in=now)]
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            now = [str(dict(choices).get(one, one)) for one in now]
        return ", ".join(now) or "–"


def _fingerprint(shown: list[str]) -> str:
    return blake2b("\0".join(shown).encode(), digest_size=8).hexdigest()
