"""How many letters people get: nobody more than the house allows, and who wants fewer or none for a while gets that.

Counts what was promised, also when it waits for its moment, over all senders and lists. Stands on the index of letters
by mailing: of the last weeks there are few mailings, and with fewer than the limit nobody can have had too many, so
that a campaign to a million people costs nothing extra.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from newsletter.models import Preference
from newsletter.models.preference import FEWER_DAYS
from post.letter_classes import those_that
from post.models import Letter, LetterState, Mailing

WINDOW = timedelta(days=30)
NEVER_CAME = (LetterState.FAILED, LetterState.SKIPPED, LetterState.CANCELLED)


def paused(now: datetime) -> Q:
    """Return the condition that somebody wants no letters today."""
    return Q(pk__in=Preference.objects.paused_on(timezone.localdate(now)).values("person"))


def too_often(now: datetime, besides: Mailing | None = None) -> Q:
    """Return the condition that somebody had as many letters in thirty days as anybody may get, besides this one."""
    most = settings.NEWSLETTER_MOST_IN_30_DAYS
    mailings = _since(now - WINDOW, besides)
    if len(mailings) < most:
        return Q(pk__in=[])
    return Q(pk__in=_having(most, mailings))


def had_one(now: datetime, besides: Mailing | None = None) -> Q:
    """Return the condition that somebody who wants fewer letters had one in four weeks, in days, besides this one."""
    wanting = Preference.objects.filter(fewer=True)
    first: date = timezone.localdate(now) - timedelta(days=FEWER_DAYS - 1)
    mailings = _since(timezone.make_aware(datetime.combine(first, datetime.min.time())), besides)
    if not mailings or not wanting.exists():
        return Q(pk__in=[])
    return Q(pk__in=_having(1, mailings).filter(person__in=wanting.values("person")))


def _since(moment: datetime, besides: Mailing | None) -> list[int]:
    """Find the newsletters and invitations that left, or leave, after this moment, but this one."""
    sent = Mailing.objects.released().filter(letter_class__in=those_that("counts"), cancelled_at=None)
    found = sent.filter(Q(released_at__gt=moment) | Q(not_before__gt=moment)).values_list("pk", flat=True)
    return [number for number in found if not besides or number != besides.pk]


def _having(number: int, mailings: list[int]) -> QuerySet[Any, Any]:
    letters = Letter.objects.filter(mailing__in=mailings, person__isnull=False).exclude(state__in=NEVER_CAME)
    return letters.values("person").annotate(number=Count("pk")).filter(number__gte=number).values("person")
