"""How many letters people get: nobody more than the house allows, and who wants fewer or none for a while gets that.

Counts what left, on the day on which it left, and what was promised and waits for its moment, over all senders and
lists. With fewer mailings in the last weeks than the limit nobody can have had too many, and it costs nothing. Else the
letters of each person are looked up by an index, in time that grows with the people: PostgreSQL hashes who had too many
only while it expects them to fit in its memory, some 262,000, and reads all of them again for each person above that.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from newsletter.models import Preference
from newsletter.models.preference import FEWER_DAYS
from post.letter_classes import those_that
from post.models import Letter, Mailing
from post.models.letter import HANDED_OVER, OPEN

WINDOW = timedelta(days=30)


def paused(now: datetime) -> Q:
    """Return the condition that somebody wants no letters today."""
    return Q(pk__in=Preference.objects.paused_on(timezone.localdate(now)).values("person"))


def too_often(now: datetime, besides: Mailing | None = None) -> Q:
    """Return the condition that somebody had as many letters in thirty days as anybody may get, besides this one."""
    most = settings.NEWSLETTER_MOST_IN_30_DAYS
    since = now - WINDOW
    mailings = _since(since, besides)
    if len(mailings) < most:
        return Q(pk__in=[])
    theirs = Letter.objects.filter(_coming(mailings, since), person=OuterRef("pk"))
    counted = theirs.values("person").annotate(number=Count("pk")).filter(number__gte=most)
    return Q(Exists(counted))


def had_one(now: datetime, besides: Mailing | None = None) -> Q:
    """Return the condition that somebody who wants fewer letters had one in four weeks, in days, besides this one."""
    wanting = Preference.objects.filter(fewer=True)
    first: date = timezone.localdate(now) - timedelta(days=FEWER_DAYS - 1)
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    mailings = _since(since, besides)
    if not mailings or not wanting.exists():
        return Q(pk__in=[])
    theirs = Letter.objects.filter(_coming(mailings, since), person=OuterRef("pk"))
    return Q(Exists(wanting.filter(person=OuterRef("pk")))) & Q(Exists(theirs))


def left_since(moment: datetime) -> Q:
    """Return the condition that a letter is bulk mail that left since this moment, or still leaves."""
    return _coming(_since(moment, None), moment)


def _since(moment: datetime, besides: Mailing | None) -> dict[int, bool]:
    """Find the newsletters and invitations of which a letter may have left since this moment, or leaves, but this one.

    What a mailing was released for says little: its letters may wait for their moment, be tried for days, or go out
    again. Of one that was stopped some left. Tells of each whether what waits of it still leaves.
    """
    sent = Mailing.objects.released().filter(letter_class__in=those_that("counts"))
    found = sent.filter(Q(finished_at=None) | Q(finished_at__gte=moment)).values_list("pk", "cancelled_at")
    return {number: stopped is None for number, stopped in found if not besides or number != besides.pk}


def _coming(mailings: dict[int, bool], moment: datetime) -> Q:
    left = Q(state__in=HANDED_OVER, settled_at__gte=moment)
    leaves = Q(state__in=OPEN, mailing__in=[number for number, goes_on in mailings.items() if goes_on])
    return Q(left | leaves, mailing__in=list(mailings))
