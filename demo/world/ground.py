"""On what the world is built: the day, the dice and the reference data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from demo.world.subjects import SUBJECTS
from network.models import ProgrammeLine, TargetGroup, WorkRole


@dataclass(frozen=True)
class Ground:
    """What everything in the world refers to. `today` is the day on which the demo is set."""

    today: date
    dice: Random
    lines: dict[int, ProgrammeLine]
    groups: dict[str, TargetGroup]
    roles: dict[str, WorkRole]
    naming: dict[str, list[int]]
    tags: dict[str, Tag]

    def days_ago(self, longest: int, shortest: int = 0) -> date:
        """Return a day between so many days ago and so many days ago."""
        return self.today - timedelta(days=self.dice.randint(shortest, longest))

    def office_hour(self, day: date) -> datetime:
        """Return a moment on this day at which people work."""
        return at(day, time(self.dice.randint(9, 16), self.dice.randint(0, 59), self.dice.randint(0, 59)))


def let_postgresql_count() -> None:
    """Tell PostgreSQL how much there is now.

    It may have counted while we were busy, which others see as empty tables; then the trigger that keeps the day of the
    last contact, and the memory of a month, would look at every moment for each person and organisation, for minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def at(day: date, clock: time) -> datetime:
    """Return this moment in Dutch time."""
    return timezone.make_aware(datetime.combine(day, clock))


def lay(today: date, seed: int) -> Ground:
    """Read the reference data and store the tags."""
    lines = {line.number: line for line in ProgrammeLine.objects.order_by("number")}
    groups = {group.slug: group for group in TargetGroup.objects.all()}
    naming: dict[str, list[int]] = {slug: [] for slug in groups}
    for number, slug in ProgrammeLine.objects.order_by("number", "target_groups__position").values_list(
        "number", "target_groups__slug"
    ):
        if slug:
            naming[slug].append(number)
    roles = {role.slug: role for role in WorkRole.objects.all()}
    return Ground(today, Random(seed), lines, groups, roles, naming, _tags())


def _tags() -> dict[str, Tag]:
    names = sorted({name for subjects in SUBJECTS.values() for name in subjects})
    return {name: Tag.objects.get_or_create(name=name)[0] for name in names}
