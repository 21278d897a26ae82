"""Introductions that were asked for: one that waits, one promised, one that somebody would rather not, one done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from accounts.models import User
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from network.actions import introductions
from network.models import Organisation, Person
from network.models.introduction_request import IntroductionState
from network.models.organisation import OrganisationKind
from network.queries.introductions import ways_to

# Days ago, what was written beside it, and what came of it, each some days later.
ASKED: tuple[tuple[int, str, tuple[IntroductionState, ...]], ...] = (
    (4, "Wil je ons voorstellen aan wie daar over stages gaat?", ()),
    (16, "Wij zoeken een bedrijf dat meedenkt over taal op de werkvloer.", (IntroductionState.ACCEPTED,)),
    (45, "Wie gaat daar over werving en selectie?", (IntroductionState.DECLINED,)),
    (70, "Een kop koffie van een half uur is genoeg.", (IntroductionState.ACCEPTED, IntroductionState.DONE)),
)
DAYS_BETWEEN = timedelta(days=6)


def add(ground: Ground, staff: Staff) -> None:
    """Ask people we know for a way to employers, with whom nobody of line 5 ever spoke."""
    by = staff.line_staff
    for (days_ago, note, steps), (organisation, via) in zip(ASKED, _ways(ground, by), strict=False):
        moment = at(ground.today - timedelta(days=days_ago), time(10, 20))
        request = introductions.ask(organisation=organisation, via=via, note=note, by=by, now=moment)
        for step in steps:
            moment += DAYS_BETWEEN
            introductions.move(request=request, to=step, by=by, now=moment)


def _ways(ground: Ground, by: User) -> Iterator[tuple[Organisation, Person]]:
    """Find employers with whom somebody we know can bring us into contact, each through another person."""
    taken: set[int] = set()
    for organisation in Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).order_by("pk"):
        ways = [way for way in ways_to(organisation, by, ground.today) if way.via not in taken]
        if ways:
            taken.add(ways[0].via)
            yield organisation, Person.objects.get(pk=ways[0].via)
