from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from network.actions.merges import FIELDS
from network.models import Organisation, Person

KEPT, GONE = "kept", "gone"


class Side(NamedTuple):
    """One field of both records: its name, what each says, and the field of the form when one may choose."""

    label: str
    kept: str
    gone: str
    field: forms.BoundField | None


class MergeForm(forms.Form):
    """Two records side by side, with a choice for each field in which they differ."""

    def __init__(self, *args: Any, kept: Person | Organisation, gone: Person | Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.gone = kept, gone
        for name in FIELDS[type(kept)]:
            if _said(kept, name) != _said(gone, name):
                self._ask(name, initial=KEPT if _said(kept, name) else GONE)
        self.addresses = _preferred(kept), _preferred(gone)
        mine, theirs = (address[1] if address else "" for address in self.addresses)
        if mine and theirs and mine != theirs:
            self._ask("address", initial=KEPT)

    def _ask(self, name: str, initial: str) -> None:
        choices = [(KEPT, _("first")), (GONE, _("second"))]
        self.fields[name] = forms.ChoiceField(
            choices=choices, initial=initial, widget=forms.RadioSelect, label=self._label(name)
        )

    def _label(self, name: str) -> str:
        if name == "address":
            return _("Preferred e-mail address")
        return str(type(self.kept)._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]

    def sides(self) -> Iterator[Side]:
        """Yield every field of which at least one of the records says something."""
        for name in FIELDS[type(self.kept)]:
            mine, theirs = _said(self.kept, name), _said(self.gone, name)
            if mine or theirs:
                yield Side(self._label(name), mine, theirs, self[name] if name in self.fields else None)
        if any(self.addresses):
            mine, theirs = (address[1] if address else "" for address in self.addresses)
            yield Side(self._label("address"), mine, theirs, self["address"] if "address" in self.fields else None)

    def from_gone(self) -> frozenset[str]:
        """Return the fields in which the record that goes wins."""
        chosen = {name for name, side in self.cleaned_data.items() if side == GONE}
        return frozenset(chosen - {"address"})

    def address(self) -> int:
        """Return the number of the address to prefer, when it is one of the record that goes."""
        theirs = self.addresses[1]
        return theirs[0] if theirs and self.cleaned_data.get("address") == GONE else 0


def _said(party: Person | Organisation, name: str) -> str:
    """Return what a record says in a field, in words."""
    display = getattr(party, f"get_{name}_display", None)
    value = display() if display else getattr(party, name)
    return str(value) if value else ""


def _preferred(party: Person | Organisation) -> tuple[int, str] | None:
    if isinstance(party, Organisation):
        return None
    return party.mail_addresses.filter(preferred=True).values_list("pk", "address").first()
