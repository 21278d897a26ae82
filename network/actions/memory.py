from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.models import CoverageChange, ProgrammeLine, Snapshot, SnapshotCell, SnapshotLine
from network.queries import memory
from network.queries.coverage import CoverageAsked, Matrix, matrix

SWEPT_AFTER = 1000  # rows that may stay


class CannotRemember(Exception):
    """This day cannot be remembered; the message says why."""


class AnyColleague:
    """Stands for a colleague without any further right: what every colleague sees, and nothing that is sealed."""

    pk = None
    works_at_kis = True

    def has_role(self, *roles: str) -> bool:  # noqa: ARG002
        return False


@transaction.atomic
def keep(*, day: date, now: datetime) -> Snapshot:
    """Remember how the network stood on the first of a month; a month that is remembered already stays as it is.

    :raises CannotRemember: when the day is not the first of a month, or must still come.
    """
    if day.day != 1:
        raise CannotRemember(_("Choose the first day of a month."))
    if day > timezone.localdate(now):
        raise CannotRemember(_("This day is still to come. Choose today or earlier."))
    snapshot, fresh = Snapshot.objects.get_or_create(day=day, defaults={"taken_at": now})
    if fresh:
        _fill(snapshot, matrix(_anybody(), CoverageAsked(day)))
        audit.write("network.remembered", by=None, about=snapshot)
    return snapshot


def sweep() -> int:
    """Throw away all but the last thousand notes of what changed; what was counted from them is counted anew."""
    last = CoverageChange.objects.order_by("-pk").values_list("pk", flat=True)[SWEPT_AFTER : SWEPT_AFTER + 1]
    return CoverageChange.objects.filter(pk__lte=last[0]).delete()[0] if last else 0


def _fill(snapshot: Snapshot, now: Matrix) -> None:
    SnapshotCell.objects.bulk_create(
        SnapshotCell(
            snapshot=snapshot,
            line=cell.line,
            target_group=cell.group,
            named=cell.named,
            organisations=cell.organisations,
            people=cell.people,
            silent=cell.silent,
            last_on=cell.last_on,
        )
        for cell in now.filled
    )
    SnapshotLine.objects.bulk_create(_remembered(snapshot, line, now) for line in now.lines)


def _remembered(snapshot: Snapshot, line: ProgrammeLine, now: Matrix) -> SnapshotLine:
    figures, network = memory.figures_of(_anybody(), line, now), memory.network_of(_anybody(), line, now.day)
    return SnapshotLine(
        snapshot=snapshot,
        line=line,
        organisations=figures.organisations,
        partners=figures.partners,
        contacts=figures.contacts,
        promised=figures.promised,
        kept=figures.kept,
        ties=figures.ties,
        density=figures.density,
        components=network.whole.components,
        isolated=network.whole.isolated,
        communities=network.whole.communities,
        diameter=network.whole.diameter,
        path_length=network.whole.path_length,
        reciprocity=network.whole.reciprocity,
        betweenness=max(network.betweenness, default=None),
    )


def _anybody() -> User:
    return cast(User, AnyColleague())
