"""The hours in which newsletters and invitations stay here; what somebody waits for, such as a code, leaves always."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def quiet_until(now: datetime) -> datetime | None:
    """Return when the quiet hours end in which this moment falls; nothing outside them.

    By the clock on the wall, so that they begin and end at the same hour in summer and in winter.
    """
    if not settings.POST_QUIET_HOURS:
        return None
    begins, ends = (time.fromisoformat(part) for part in settings.POST_QUIET_HOURS.split("-"))
    here = timezone.localtime(now)
    at = here.time().replace(tzinfo=None)
    over_midnight = begins > ends
    is_quiet = (at >= begins or at < ends) if over_midnight else begins <= at < ends
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1) if over_midnight and at >= begins else here.date()
    return timezone.make_aware(datetime.combine(day, ends))
