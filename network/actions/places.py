"""Where an organisation is: a move holds from its day on, and what was mended holds for the past too."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils import timezone

from network.models import FormerPlace, Organisation


class Place(NamedTuple):
    """A province and the key of a municipality; without either it works in the whole country, or nobody told yet."""

    province: str
    municipality: int | None


NOWHERE = Place("", None)


def of(row: Organisation | FormerPlace) -> Place:
    return Place(row.province, row.municipality_id)


def keep(*, organisation: Organisation, before: Place, today: date) -> list[FormerPlace]:
    """Keep where an organisation was until today, when it is elsewhere by now; return what was written.

    What is told of an organisation for the first time, or changed again on the same day, is no move.
    """
    after, last = of(organisation), organisation.former_places.first()
    recorded_today = timezone.localdate(organisation.created_at) >= today
    if before == after or recorded_today or (before == NOWHERE and last is None):
        return []
    if last and last.ended_on == today:
        if of(last) == after:
            last.delete()
        return []
    since = last.ended_on if last else None
    told = {"province": before.province, "municipality_id": before.municipality}
    return [FormerPlace.objects.create(organisation=organisation, **told, started_on=since, ended_on=today)]
