"""What ties and contact moments from a file share: they are new or stand already."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from network.importing.columns import COLUMNS
from network.importing.drafts import Draft, reserved
from network.importing.facts import Facts
from network.importing.people import used_by
from network.models.import_row import Outcome


class OnlyNew:
    """What ties and contact moments share."""

    model: Any
    kind: str
    column: str
    own: frozenset[Any] = frozenset()

    def __init__(self) -> None:
        self._seen: dict[Hashable, int] = {}

    def match(self, drafts: Sequence[Draft], today: date) -> None:
        """Say of each draft whether it is new or stands already; the same row twice is one too many."""
        good = [draft for draft in drafts if draft.outcome != Outcome.REFUSED]
        known = self.known(good)
        for draft in good:
            key = self.key(draft.facts)
            first = self._seen.setdefault(key, draft.number)
            if first != draft.number:
                draft.refuse(COLUMNS[self.kind][self.column].label, _("The same as row %(row)d.") % {"row": first})
            elif key in known:
                self.meet(draft, known, today)
        fresh = [draft for draft in good if draft.outcome == Outcome.NEW]
        for draft, number in zip(fresh, reserved(self.model, len(fresh)), strict=True):
            draft.target = number

    def known(self, drafts: Sequence[Draft]) -> Collection[Hashable]:
        """Return what stands already, under the same keys as these rows have."""
        raise NotImplementedError

    def meet(self, draft: Draft, known: Any, today: date) -> None:  # noqa: ARG002
        """Say of a row that stands already what it does: nothing, unless it tells something newer."""
        draft.outcome = Outcome.UNCHANGED

    def key(self, facts: Facts) -> Hashable:
        raise NotImplementedError

    def change(self, target: int, facts: Facts) -> dict[str, Any]:  # noqa: ARG002
        """Change nothing: what stands already is left alone."""
        return {}

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Return which of these rows others lead to by now."""
        return used_by(self.model, targets, set(self.own))
