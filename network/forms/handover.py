from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import RelationHolder, Task
from network.queries import colleagues
from network.queries.handover import Proposal

from .tasks import ColleagueField


class HandoverForm(forms.Form):
    """For each relation and task the colleague who takes it over; the proposed one stands there already."""

    def __init__(self, *args: Any, leaver: User, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        able = colleagues.who_keep().exclude(pk=leaver.pk)
        self.choices = [("", _("Choose a colleague")), *((user.pk, user.get_full_name()) for user in able)]
        for proposal in proposals:
            field = ColleagueField(initial=proposal.user.pk if proposal.user else None)
            field.queryset = able
            field.choices = self.choices  # one query for all rows
            self.fields[proposal.field] = field

    def rows(self) -> list[tuple[Proposal, forms.BoundField]]:
        return [(proposal, self[proposal.field]) for proposal in self.proposals]

    def chosen(self) -> dict[str, dict[Any, User]]:
        """Return who takes over which relation and which task."""
        taken = {proposal.row: self.cleaned_data[proposal.field] for proposal in self.proposals}
        return {
            "relations": {row: user for row, user in taken.items() if isinstance(row, RelationHolder)},
            "tasks": {row: user for row, user in taken.items() if isinstance(row, Task)},
        }
