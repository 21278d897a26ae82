"""At which hour of the day each reader usually responds, from what they did themselves and we know anyway."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import ExtractHour
from django.utils import timezone

from events.models import Answer
from events.models.answer import AnswerSource
from newsletter.models import Subscription
from post.quiet import quiet_until

BY_THEMSELVES = (AnswerSource.LETTER, AnswerSource.ACCOUNT, AnswerSource.FORM)
REMEMBERED = timedelta(days=730)
A_DAY = timedelta(days=1)


def best_hours(people: Any, now: datetime) -> dict[int, int]:
    """Return for each of these people, by key, the hour (0 to 23, by the clock here) at which they mostly responded.

    Counted are answers about events and confirmations of a list, of the last two years; of hours that are as frequent,
    the latest. Nobody's reading or clicking is looked at. Who never responded is not among them.
    """
    since, here = now - REMEMBERED, timezone.get_default_timezone()
    answers = Answer.objects.filter(person__in=people, source__in=BY_THEMSELVES, answered_at__gte=since)
    confirmed = Subscription.objects.filter(person__in=people, confirmed_at__gte=since)
    seen: defaultdict[int, Counter[int]] = defaultdict(Counter)
    last: dict[tuple[int, int], datetime] = {}
    for acts, moment in ((answers, "answered_at"), (confirmed, "confirmed_at")):
        for person, hour, number, latest in _per_hour(acts, moment, here):
            seen[person][hour] += number
            last[person, hour] = max(latest, last.get((person, hour), latest))
    return {person: _most_often(hours, last, person) for person, hours in seen.items()}


def _most_often(hours: Counter[int], last: dict[tuple[int, int], datetime], person: int) -> int:
    return max(hours, key=lambda hour: (hours[hour], last[person, hour]))


def _per_hour(acts: Any, moment: str, here: Any) -> Iterable[tuple[int, int, int, datetime]]:
    found: Iterable[tuple[int, int, int, datetime]] = (
        acts.annotate(hour=ExtractHour(moment, tzinfo=here))
        .values_list("person", "hour")
        .annotate(number=Count("pk"), latest=Max(moment))
    )
    return found


def moments(people: Any, begins: datetime, before: datetime | None, now: datetime) -> dict[int, datetime]:
    """Return for each of these people who has a best hour when it first comes, within a day from `begins`.

    Never in quiet hours, and not when that would be too late (`before`): they are left out and do not wait.
    """
    when = {hour: _next(hour, begins) for hour in range(24)}
    found = {person: when[hour] for person, hour in best_hours(people, now).items()}
    return {person: at for person, at in found.items() if at > begins and (before is None or at < before)}


def _next(hour: int, begins: datetime) -> datetime:
    """Return when it is this hour by the clock here for the first time; when that is a quiet hour, the end of those."""
    here = timezone.localtime(begins)
    if here.hour == hour:
        return begins
    day = here.date() if hour > here.hour else here.date() + A_DAY
    at = timezone.make_aware(datetime.combine(day, time(hour)), timezone.get_default_timezone())
    return quiet_until(at) or at
