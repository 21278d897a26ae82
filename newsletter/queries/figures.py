"""What came of the letters of a year: per campaign, per list and per programme line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, Sum

from events.models import Registration, RegistrationState
from network.models import ProgrammeLine
from newsletter.models import Campaign, ClickDay, CountedLink, Newsletter, Subscription
from post.queries import progress_of_all


@dataclass(frozen=True)
class Figures:
    """What came of one letter, or of several together.

    An answer to an event counts for each letter about it that its reader got, and once in what they add up to.
    """

    letters: int = 1
    promised: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    came_back: int = 0  # left us, and came back or was reported as unwanted
    yes: frozenset[int] = frozenset()  # the answers of who comes or stands on the waiting list
    no: frozenset[int] = frozenset()
    there: frozenset[int] = frozenset()
    left: int = 0
    clicks: int = 0
    machines: int = 0

    def __add__(self, other: Figures) -> Figures:
        both = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Figures(*(one | more if isinstance(one, frozenset) else one + more for one, more in both))

    @property
    def came_forward(self) -> int:
        return len(self.yes)

    @property
    def declined(self) -> int:
        return len(self.no)

    @property
    def attended(self) -> int:
        return len(self.there)


NOTHING = Figures(letters=0)


def figures_of(campaigns: Sequence[Campaign]) -> dict[int, Figures]:
    """Count what came of each of these released campaigns; as many queries for one as for a hundred."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    by_mailing = {campaign.mailing_id: campaign.pk for campaign in campaigns if campaign.mailing_id}
    for mailing, made in progress_of_all(by_mailing).items():
        found[by_mailing[mailing]] |= {
            "promised": made.promised,
            "sent": made.sent,
            "failed": made.failed,
            "skipped": made.skipped,
            "came_back": made.bounced + made.complained,
        }
    for mailing, answers in _answers(by_mailing):
        found[by_mailing[mailing]] |= answers
    for campaign, left in _left(campaigns):
        found[campaign]["left"] = left
    for campaign, people, machines in _clicks(campaigns):
        found[campaign] |= {"clicks": people, "machines": machines}
    return {campaign.pk: Figures(**found[campaign.pk]) for campaign in campaigns}


def _answers(mailings: Iterable[int]) -> Iterator[tuple[int, dict[str, frozenset[int]]]]:
    """Find the answers of who got a letter about an event, and which of them were there.

    Of a newsletter with events in it count those who answered after it went out.
    """
    letter = "person__letters__mailing"
    written_to = Q(**{f"{letter}__in": list(mailings)})
    invited = Q(event=F(f"{letter}__campaign__event"))
    read_of_it = Q(event=F(f"{letter}__campaign__items__event"), answered_at__gte=F(f"{letter}__released_at"))
    for about in (invited, read_of_it):
        yield from _gathered(Registration.objects.filter(written_to & about).values_list(letter))


def _gathered(answers: Any) -> Iterator[tuple[int, dict[str, frozenset[int]]]]:
    gathered = answers.annotate(
        yes=ArrayAgg("pk", filter=~Q(state=RegistrationState.DECLINED), default=[]),
        no=ArrayAgg("pk", filter=Q(state=RegistrationState.DECLINED), default=[]),
        there=ArrayAgg("pk", filter=Q(came=True), default=[]),
    )
    for mailing, yes, no, there in gathered:
        yield mailing, {"yes": frozenset(yes), "no": frozenset(no), "there": frozenset(there)}


def _left(campaigns: Sequence[Campaign]) -> Any:
    return Subscription.objects.filter(ended_through__in=campaigns).values_list("ended_through").annotate(Count("pk"))


def _clicks(campaigns: Sequence[Campaign]) -> Any:
    days = ClickDay.objects.filter(link__campaign__in=campaigns)
    return days.values_list("link__campaign").annotate(Sum("people"), Sum("machines"))


def links_of(campaign: Campaign) -> Any:
    """Find the counted links of a letter with their clicks, by people and by machines; the most followed first."""
    followed = CountedLink.objects.filter(campaign=campaign).annotate(
        by_people=Sum("days__people", default=0), by_machines=Sum("days__machines", default=0)
    )
    return followed.order_by("-by_people", "pk")


def per_list(campaigns: Sequence[Campaign], found: dict[int, Figures]) -> list[tuple[Newsletter, Figures]]:
    """Add up what came of these campaigns per list."""
    sums: defaultdict[Newsletter, Figures] = defaultdict(lambda: NOTHING)
    for campaign in campaigns:
        sums[campaign.newsletter] += found[campaign.pk]
    return sorted(sums.items(), key=lambda each: str(each[0]))


def per_line(campaigns: Sequence[Campaign], found: dict[int, Figures]) -> list[tuple[ProgrammeLine, Figures]]:
    """Add up what came of these campaigns per programme line; a letter on two lines counts in both."""
    sums: defaultdict[ProgrammeLine, Figures] = defaultdict(lambda: NOTHING)
    for campaign in campaigns:
        for line in lines_of(campaign):
            sums[line] += found[campaign.pk]
    return sorted(sums.items(), key=lambda each: each[0].number)


def lines_of(campaign: Campaign) -> Iterable[ProgrammeLine]:
    """Return the programme lines a campaign is on: those of its event, else of its audience, else of its list."""
    return (campaign.event or campaign.audience).lines.all() or campaign.newsletter.lines.all()


def in_all(found: dict[int, Figures]) -> Figures:
    """Add up what came of all of them."""
    return sum(found.values(), NOTHING)
