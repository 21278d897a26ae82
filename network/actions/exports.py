"""Taking a list out of the house: begun, asked with a purpose, judged by a second person when it is large, fetched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import export_letters
from network.models import Export


class CannotExport(Exception):
    """The list stays in the house; the message says why."""


class CannotWithdraw(Exception):
    """There is nothing to take back any more, or it is not this user's."""


class CannotDecide(Exception):
    """The export is not this user's to judge, or was judged before."""


@transaction.atomic
def begin(
    *, of: str, keys: Collection[int], map_asked: Mapping[str, Any] | None = None, by: User, now: datetime
) -> Export:
    """Write down which rows somebody wants, before they said which columns and what for."""
    of_map = None if map_asked is None else dict(map_asked)
    return Export.objects.create(of=of, keys=sorted(set(keys)), map_asked=of_map, asked_by=by, begun_at=now)


def taken_lately(*, by: User, now: datetime) -> int:
    """Count the rows that somebody took out of the house in the last day without a second person."""
    return sum(len(keys) for keys in Export.objects.without_a_second_person(by, now).values_list("keys", flat=True))


def needs_approval(*, number: int, by: User, now: datetime) -> bool:
    """Tell whether a second person judges so many rows first: many small files in one day are one large one (Z39)."""
    return number + taken_lately(by=by, now=now) > settings.EXPORT_APPROVAL_ABOVE


@transaction.atomic
def ask(*, export: Export, columns: Sequence[str], format: str, purpose: str, by: User, now: datetime) -> Export:
    """Ask for the file; above a set number of rows in one day a second person judges first.

    :raises CannotExport: when it was asked before.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two files asked at once are counted one after the other
    export = _locked(export)
    if export.asked_at:
        raise CannotExport(_("You asked for this file already."))
    export.needs_approval = needs_approval(number=len(export.keys), by=by, now=now)
    export.columns, export.format, export.purpose, export.asked_at = list(columns), format, purpose, now
    export.save()
    told: dict[str, Any] = {"number": len(export.keys), "columns": export.columns, "of": export.of, "format": format}
    audit.write("network.export_asked", by=by, about=export, approval=export.needs_approval, **told)
    if export.needs_approval:
        export_letters.tell_judges(export=export, now=now)
    return export


@transaction.atomic
def decide(*, export: Export, approved: bool, reason: str, by: User, now: datetime) -> None:
    """Approve the export or refuse it, and say why.

    :raises CannotDecide: one's own, or one that was judged or needs no judgement.
    """
    export = _locked(export)
    if export.asked_by_id == by.pk:
        raise CannotDecide(_("Somebody else has to judge your export."))
    if not export.waits:
        raise CannotDecide(_("This export was judged already."))
    export.approved, export.reason, export.decided_by, export.decided_at = approved, reason, by, now
    export.save(update_fields=["approved", "reason", "decided_by", "decided_at"])
    audit.write("network.export_judged", by=by, about=export, result="approved" if approved else "refused")
    export_letters.tell_asker(export=export, now=now)


@transaction.atomic
def withdraw(*, export: Export, by: User, now: datetime) -> None:
    """Take a request back that waits, or let go of a file that is ready; what was fetched before counts along.

    :raises CannotWithdraw: when it is over already, or somebody else's.
    """
    export = _locked(export)
    if export.asked_by_id != by.pk or not export.can_be_withdrawn(now):
        raise CannotWithdraw(_("There is nothing to take back any more."))
    waited, export.withdrawn_at = export.waits, now
    export.save(update_fields=["withdrawn_at"])
    told: dict[str, Any] = {"number": len(export.keys), "of": export.of, "waited": waited}
    audit.write("network.export_withdrawn", by=by, about=export, **told)


@transaction.atomic
def fetch(*, export: Export, by: User, now: datetime) -> None:
    """Write down that the file leaves the house; the caller hands it over after this.

    :raises CannotExport: when it is not ready, not ready any more, or not one's own.
    """
    export = _locked(export)
    if export.asked_by_id != by.pk or not export.is_ready(now):
        raise CannotExport(_("This file is not ready, or not any more. Ask for it again."))
    told: dict[str, Any] = {
        "number": len(export.keys),
        "columns": export.columns,
        "of": export.of,
        "format": export.format,
    }
    audit.write("network.exported", by=by, about=export, **told)


def _locked(export: Export) -> Export:
    return Export.objects.select_for_update(of=["self"]).get(pk=export.pk)
