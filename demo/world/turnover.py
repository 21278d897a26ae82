"""What changed in the past year: relations that went on with another colleague, and organisations that grew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from accounts.models import User
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from network.actions import holders, organisations
from network.models import Organisation, RelationHolder

PASSED_ON, LEFT_ALONE = 9, 2
LONG = 160  # days that somebody kept a relation before it changed hands
SCHOOLS, RESEARCH, BROAD = "onderwijs", "kennispartners", "maatschappelijke-organisaties"
# Days ago, how many organisations of which target group, and to which they belong since.
GREW = (
    (160, 2, SCHOOLS, (SCHOOLS, RESEARCH)),  # a school that does research of its own
    (75, 2, BROAD, (RESEARCH,)),  # a foundation that advises now, and helps nobody itself any more
)


def add(ground: Ground, staff: Staff) -> None:
    """Let some relations go on with somebody else, some with nobody, and some organisations change what they are."""
    _pass_on(ground, staff)
    changed: list[int] = []
    for days_ago, most, group, since in GREW:
        found = Organisation.objects.filter(target_groups=ground.groups[group]).exclude(pk__in=changed)
        for organisation in found.filter(official_name="").order_by("-pk")[:most]:
            changed.append(organisation.pk)
            _belong(ground, organisation, since, days_ago, staff.line_staff)


def _pass_on(ground: Ground, staff: Staff) -> None:
    """Let another colleague keep a relation since some months ago, or nobody; who kept it before stays in history."""
    long_ago = RelationHolder.objects.filter(started_on__lt=ground.today - timedelta(days=LONG), line__isnull=False)
    held = long_ago.select_related("organisation", "line", "user").order_by("pk")
    for number, holder in enumerate(held[: PASSED_ON + LEFT_ALONE]):
        now = at(ground.today - timedelta(days=140 - 10 * number), time(9, 30))
        if number < PASSED_ON:
            told: dict[str, Any] = {"organisation": holder.organisation, "line": holder.line, "now": now}
            holders.appoint(user=_another(holder, staff.on_lines), by=staff.line_staff, **told)
        else:
            holders.end(holder=holder, by=holder.user, now=now)


def _another(holder: RelationHolder, on_lines: dict[int, list[tuple[User, date]]]) -> User:
    """Return a colleague on the same line, or when there is one alone, of the next line."""
    number = holder.line.number if holder.line else 1
    near = [user for at_line in (number, number % len(on_lines) + 1) for user, _since in on_lines[at_line]]
    return next(user for user in near if user != holder.user)


def _belong(ground: Ground, organisation: Organisation, groups: tuple[str, ...], days_ago: int, by: User) -> None:
    now = at(ground.today - timedelta(days=days_ago), time(11, 5))
    facts = replace(organisations.facts_of(organisation), target_groups=[ground.groups[slug] for slug in groups])
    organisations.change(organisation=organisation, facts=facts, by=by, now=now)
