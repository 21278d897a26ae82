from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import RelationHolder, Task
from network.queries.handover import Proposal
from network.queries.handover_groups import Group

Row = RelationHolder | Task
PROPOSED = "proposed"  # in place of a colleague: each to who is proposed for it


class HandoverForm(forms.Form):
    """For each relation and task of one page the colleague who takes it over; the proposed one stands there already."""

    def __init__(self, *args: Any, able: Mapping[int, User], proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        choices = [("", _("Stays for now")), *_named(able)]
        for each in proposals:
            self.fields[each.field] = forms.TypedChoiceField(
                label=_told(each.row),
                choices=choices,
                coerce=lambda key: able[int(key)],
                empty_value=None,
                required=False,
                initial=each.user.pk if each.user else "",
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Choose a colleague for at least one of them."))
        return self.cleaned_data

    def rows(self) -> list[tuple[Proposal, forms.BoundField]]:
        return [(each, self[each.field]) for each in self.proposals]

    def chosen(self) -> dict[str, dict[Any, User]]:
        """Return who takes over which relation and which task."""
        return _divided((each.row, self.cleaned_data[each.field]) for each in self.proposals)


class HandoverGroupForm(forms.Form):
    """One colleague for a whole group, or each of it to who is proposed."""

    to = forms.ChoiceField(label=_("To whom?"), error_messages={"required": _("Choose a colleague.")})

    def __init__(self, *args: Any, able: Mapping[int, User], group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{group.key}_%s"
        self.able, self.group = able, group
        proposed = [(PROPOSED, _("Each to who is proposed"))] if group.proposed else []
        field: Any = self.fields["to"]
        field.choices = [("", _("Choose a colleague")), *proposed, *_named(able)]
        field.initial = PROPOSED if proposed else ""

    def chosen(self) -> dict[str, dict[Any, User]]:
        """Return who takes over which relation and which task; what nobody is proposed for is left out."""
        to = self.cleaned_data["to"]
        if to == PROPOSED:
            return _divided((each.row, each.user) for each in self.group.proposals)
        return _divided((each.row, self.able[int(to)]) for each in self.group.proposals)


def _told(row: Row) -> str:
    return row.what if isinstance(row, Task) else row.organisation.name


def _named(able: Mapping[int, User]) -> list[tuple[int, str]]:
    return [(key, user.get_full_name()) for key, user in able.items()]


def _divided(taken: Iterable[tuple[Row, User | None]]) -> dict[str, dict[Any, User]]:
    """Put the relations and the tasks that somebody takes over each with their own kind."""
    found: dict[str, dict[Any, User]] = {"relations": {}, "tasks": {}}
    for row, user in taken:
        if user:
            found["relations" if isinstance(row, RelationHolder) else "tasks"][row] = user
    return found
