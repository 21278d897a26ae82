"""Who works on which programme line, and which lines nobody works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from accounts.roles import Role
from network.models import LineAssignment, ProgrammeLine
from network.queries import colleagues


@dataclass
class Team:
    """Who works on a line, will, or did before."""

    line: ProgrammeLine
    now: list[LineAssignment] = field(default_factory=list)
    later: list[LineAssignment] = field(default_factory=list)
    before: list[LineAssignment] = field(default_factory=list)

    def add(self, work: LineAssignment, today: date) -> None:
        """Put this work where it belongs on this day."""
        if work.ended_on and work.ended_on <= today:
            self.before.append(work)
        else:
            (self.now if work.started_on <= today else self.later).append(work)


def teams(today: date) -> list[Team]:
    """Return every line that holds this year with its people, by number; who came first stands first."""
    found = {line.pk: Team(line) for line in ProgrammeLine.objects.holding_in(today.year).select_related("theme")}
    work = LineAssignment.objects.filter(line__in=found).exclude(ended_on=F("started_on"))
    for each in work.select_related("user").order_by("started_on", "pk"):
        found[each.line_id].add(each, today)
    return list(found.values())


def of(user: User, today: date) -> list[LineAssignment]:
    """Return on which lines this colleague works or will work, by number."""
    going_on = LineAssignment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), user=user)
    return list(going_on.select_related("line"))


def left_to(user: User, today: date) -> list[ProgrammeLine]:
    """Return the lines on which nobody works, to an administrator: only they can put others there."""
    if not user.has_role(Role.ADMINISTRATOR):
        return []
    at_work = LineAssignment.objects.holding_on(today).filter(line=OuterRef("pk"), user__in=colleagues.who_keep())
    return list(ProgrammeLine.objects.holding_in(today.year).exclude(Exists(at_work)))
