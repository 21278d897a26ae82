"""How the lists stand: how many readers, how they grow, and how many of who asked also confirm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, Sum

from network.models.restriction import about_nobody_restricted
from newsletter.models import ConfirmationTally, Newsletter, Subscription, SubscriptionRequest

LOOK_BACK = timedelta(days=90)
FEWEST_SHOWN = 100  # a number of readers that convinces nobody is not shown to visitors
GOAL = 10  # per cent a year, what KIS promised SZW
SMALL = 20  # readers


@dataclass(frozen=True)
class Confirming:
    """How many asked for a list, confirmed it, and can still do so; what is left did not."""

    asked: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def dropped(self) -> int:
        return max(self.asked - self.confirmed - self.waiting, 0)

    @property
    def dropped_percentage(self) -> int | None:
        """Of a hundred who had their time, how many never confirmed; nothing while nobody had."""
        decided = self.confirmed + self.dropped
        return round(100 * self.dropped / decided) if decided else None


@dataclass(frozen=True)
class Standing:
    """How one list stands: its readers now and when this year began, and how it goes with confirming."""

    newsletter: Newsletter
    readers: int
    at_new_year: int
    confirming: Confirming

    @property
    def growth(self) -> int | None:
        """The growth this year in whole per cents; nothing for a list without readers when the year began."""
        if not self.at_new_year:
            return None
        return round(100 * (self.readers - self.at_new_year) / self.at_new_year)

    @property
    def is_small(self) -> bool:
        """Whether percentages say nothing here: of a list of three, one reader more is a third."""
        return self.at_new_year < SMALL

    @property
    def goal(self) -> int:
        """How many readers are promised for the end of this year."""
        return -(-self.at_new_year * (100 + GOAL) // 100)


def standings(lists: Iterable[Newsletter], now: datetime, new_year: datetime) -> list[Standing]:
    """Tell of each of these lists how it stands; the year began at `new_year`. Costs the same for one and for many."""
    then = Q(agreed_at__lt=new_year) & (Q(ended_at=None) | Q(ended_at__gte=new_year))
    counted = Subscription.objects.filter(about_nobody_restricted("person")).values("newsletter").order_by()
    found = {
        row["newsletter"]: row
        for row in counted.annotate(
            readers=Count("person", filter=Q(ended_at=None), distinct=True),
            before=Count("person", filter=then, distinct=True),
        )
    }
    confirmations = _confirming(now)
    nobody = {"readers": 0, "before": 0}
    return [
        Standing(
            one,
            found.get(one.pk, nobody)["readers"],
            found.get(one.pk, nobody)["before"],
            confirmations.get(one.pk, Confirming()),
        )
        for one in lists
    ]


def _confirming(now: datetime) -> dict[int, Confirming]:
    since: date = (now - LOOK_BACK).date()
    tallies = ConfirmationTally.objects.filter(day__gte=since).values("newsletter").order_by()
    waiting = dict(
        SubscriptionRequest.objects.waiting(now)
        .order_by()
        .values_list(F("texts__newsletter"))
        .annotate(number=Count("pk", distinct=True))
    )
    sums = tallies.annotate(all_asked=Sum("asked"), all_confirmed=Sum("confirmed"))
    return {
        row["newsletter"]: Confirming(row["all_asked"], row["all_confirmed"], waiting.get(row["newsletter"], 0))
        for row in sums
    }


def readers_of_all() -> dict[int, int]:
    """Count the readers of each list that has enough of them to tell visitors."""
    found = Subscription.objects.holding().values_list("newsletter").order_by().annotate(Count("pk"))
    return {newsletter: number for newsletter, number in found if number >= FEWEST_SHOWN}
