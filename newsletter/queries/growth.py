"""How each list grows in a year, beside the goal of ten per cent (programme of KIS, chapter 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from newsletter.models import Newsletter, Subscription

GOAL = 0.10  # more subscribers at the end of a year than at its beginning
# The drawing, in units of its own.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 56, 16, 16, 32


@dataclass(frozen=True)
class Month:
    """How many were on a list at the end of a month, or now; and how many the goal asks for by then."""

    last_day: date
    subscribers: int
    goal: float
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Growth:
    """How a list grew in a year: from what number, month by month, and where the goal lies."""

    newsletter: Newsletter
    begin: int
    months: list[Month]
    points: str = ""
    goal_points: str = ""
    ticks: tuple[tuple[int, float], ...] = ()

    @property
    def now(self) -> int:
        return self.months[-1].subscribers if self.months else self.begin

    @property
    def percentage(self) -> float | None:
        """How much larger the list is than when the year began; nothing when nobody was on it then."""
        return (self.now - self.begin) * 100 / self.begin if self.begin else None

    @property
    def goal(self) -> float:
        return self.begin * (1 + GOAL)

    @property
    def is_on_course(self) -> bool:
        """Tell whether the list is as large now as the goal asks by now."""
        return bool(self.months) and self.now >= self.months[-1].goal


def growth_of(newsletters: Sequence[Newsletter], year: int, today: date) -> list[Growth]:
    """Tell how each list grew in a year, as far as that has passed; one query for all lists and months."""
    days = [date(year, 1, 1), *_last_days(year, today)]
    counts = {
        f"on_{number}": Count("pk", filter=_holding_at(_end_of(day) if number else _midnight(day)))
        for number, day in enumerate(days)
    }
    rows: Any = Subscription.objects.filter(newsletter__in=newsletters).values_list("newsletter").annotate(**counts)
    counted = {newsletter: numbers for newsletter, *numbers in rows.order_by()}
    return [_growth(newsletter, days[1:], counted.get(newsletter.pk, [0] * len(days))) for newsletter in newsletters]


def _last_days(year: int, today: date) -> list[date]:
    """Return the last day of each month of a year that has passed, and today when that is in it."""
    ends = [date(year + month // 12, month % 12 + 1, 1) - date.resolution for month in range(1, 13)]
    passed = [day for day in ends if day < today]
    return [*passed, today] if today.year == year else passed


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end_of(day: date) -> datetime:
    return _midnight(day + date.resolution)


def _holding_at(moment: datetime) -> Q:
    return Q(agreed_at__lt=moment) & (Q(ended_at=None) | Q(ended_at__gte=moment))


def _growth(newsletter: Newsletter, days: list[date], counts: list[int]) -> Growth:
    begin, *after = counts
    ceiling = max(*counts, begin * (1 + GOAL), 1) * 1.1

    def y(number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / ceiling, 1)

    def x(share: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    months = []
    for day, number in zip(days, after, strict=True):
        share = day.timetuple().tm_yday / (date(day.year, 12, 31).timetuple().tm_yday)
        months.append(Month(day, number, begin * (1 + GOAL * share), x(share), y(number)))
    points = [(x(0), y(begin)), *((month.x, month.y) for month in months)]
    goal = [(x(0), y(begin)), (x(1), y(begin * (1 + GOAL)))]
    ticks = tuple((number, y(number)) for number in _round_numbers(ceiling))
    return Growth(newsletter, begin, months, _written(points), _written(goal) if begin else "", ticks)


def _round_numbers(ceiling: float) -> list[int]:
    """Return about four round numbers from nothing up, for the lines of a chart."""
    step = 1
    for step in (factor * 10**power for power in range(8) for factor in (1, 2, 5)):
        if ceiling / step <= 4:
            break
    return list(range(0, int(ceiling) + 1, step))


def _written(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
