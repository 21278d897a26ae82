"""One letter a week to each colleague with all that waits for her, never one per contact."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from network.models import WeeklyLetter
from network.queries import colleagues, weekly
from network.signals import letter_written

log = structlog.get_logger(__name__)

AT = time(7)  # on Monday, in Amsterdam
CATCHING_UP = timedelta(days=1)  # a worker that stood still on Monday morning still writes until Tuesday


def write_due(*, now: datetime) -> int:
    """Write to every colleague for whom we did not look yet this week; return how many letters that gave.

    Only from Monday seven o'clock for a day: who gets her first task on Thursday hears of it next Monday.
    """
    here = timezone.localtime(now)
    week = here.date() - timedelta(days=here.weekday())
    opens = timezone.make_aware(datetime.combine(week, AT))
    if not opens <= here < opens + CATCHING_UP:
        return 0
    asked = colleagues.who_keep().filter(weekly_letter=True).exclude(weekly_letters__week=week)
    return sum(_tried(user, week, now) for user in asked)


@transaction.atomic
def write(*, user: User, week: date, now: datetime) -> bool:
    """Write this colleague's letter of this week; tell whether one went out. A second time does nothing."""
    letter, first_time = WeeklyLetter.objects.get_or_create(user=user, week=week, defaults={"looked_at": now})
    if not first_time:
        return False
    waiting = weekly.waiting_for(user, timezone.localdate(now))
    if not waiting.count:
        return False
    letter.told = waiting.count
    letter.save(update_fields=["told"])
    with translation.override(user.language):
        told = {"subject": _subject(waiting), "text": _text(user, waiting, timezone.localdate(now))}
        letter_written.send(WeeklyLetter, user=user, title="weekly letter", now=now, **told)
    return True


def _tried(user: User, week: date, now: datetime) -> bool:
    """Write, and let what goes wrong for one colleague keep no letter from the others."""
    try:
        return write(user=user, week=week, now=now)
    except Exception:
        log.exception("weekly_letter_failed", user_id=user.pk)
        return False


def _subject(waiting: weekly.Waiting) -> str:
    """Say how much waits, and no names: a subject is read on screens that others see."""
    parts = []
    if waiting.task_count:
        parts.append(ngettext("%(count)d task", "%(count)d tasks", waiting.task_count) % {"count": waiting.task_count})
    if waiting.promise_count:
        said = ngettext("%(count)d promise to keep", "%(count)d promises to keep", waiting.promise_count)
        parts.append(said % {"count": waiting.promise_count})
    if waiting.tie_count:
        said = ngettext("%(count)d tie to review", "%(count)d ties to review", waiting.tie_count)
        parts.append(said % {"count": waiting.tie_count})
    return _("Your week in the network: %(what)s") % {"what": ", ".join(parts)}


def _text(user: User, waiting: weekly.Waiting, today: date) -> str:
    pages = ("task_list", "promises", "tie_review", "line_work")
    links = {name: settings.BASE_URL + reverse(f"network:{name}") for name in pages}
    context = {"user": user, "waiting": waiting, "today": today, "links": links}
    context["account"] = settings.BASE_URL + reverse("accounts:account")
    return render_to_string("network/weekly_letter.txt", context)
