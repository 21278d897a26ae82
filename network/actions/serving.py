"""Which target groups an organisation belongs to: told, changed from a day on, and mended without a trace that day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction

from network.models import FormerServing, Organisation, Serving


@transaction.atomic
def keep(*, organisation: Organisation, groups: Collection[int], today: date, first: bool) -> None:
    """Let an organisation belong to exactly these target groups, by key, from today on.

    What is told at the `first` telling holds since nobody knows when; what ended stays as history.
    """
    held = {row.targetgroup_id: row for row in Serving.objects.filter(organisation=organisation)}
    end([row for group, row in held.items() if group not in groups], today)
    begin([(organisation.pk, group) for group in groups if group not in held], None if first else today)


def begin(pairs: Iterable[tuple[int, int]], since: date | None) -> list[Serving]:
    """Let organisations belong to target groups, both by key, since a day; what ended on that very day goes on."""
    told = list(pairs)
    again = _ended_on(since, told) if since else {}
    FormerServing.objects.filter(pk__in=[row.pk for row in again.values()]).delete()
    return Serving.objects.bulk_create(
        [
            Serving(
                organisation_id=pair[0],
                targetgroup_id=pair[1],
                started_on=again[pair].started_on if pair in again else since,
            )
            for pair in told
        ],
        batch_size=2000,
    )


def _ended_on(day: date, pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], FormerServing]:
    ended = FormerServing.objects.filter(ended_on=day, organisation__in={pair[0] for pair in pairs})
    rows = {(row.organisation_id, row.targetgroup_id): row for row in ended}
    return {pair: rows[pair] for pair in pairs if pair in rows}


def end(rows: Collection[Serving], today: date) -> list[FormerServing]:
    """Let these hold no longer from today on, and keep that they did; what began today never was."""
    held = [row for row in rows if row.started_on is None or row.started_on < today]
    Serving.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return FormerServing.objects.bulk_create(
        [
            FormerServing(
                organisation_id=row.organisation_id,
                targetgroup_id=row.targetgroup_id,
                started_on=row.started_on,
                ended_on=today,
            )
            for row in held
        ],
        batch_size=2000,
    )
