"""What was remembered on the first of each month of the past year."""

from __future__ import annotations

from datetime import timedelta

from demo.world.ground import Ground, let_postgresql_count
from network.actions import memory
from network.models import Organisation

MONTHS = 13
FOUR_YEARS = 4 * 365


def add(ground: Ground) -> None:
    """Let KIS know its organisations for four years, and remember each month of the past year."""
    Organisation.objects.update(created_at=ground.office_hour(ground.today - timedelta(days=FOUR_YEARS)))
    let_postgresql_count()
    first = ground.today.replace(day=1)
    for _month in range(MONTHS):
        memory.keep(day=first, now=ground.office_hour(first))
        first = (first - timedelta(days=1)).replace(day=1)
