from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from network.models import Affiliation, Organisation, Person, ProgrammeLine, RelationHolder
from network.queries import colleagues


class Held(NamedTuple):
    """Who kept a relation before, and whether that can go on as if it never ended."""

    holder: RelationHolder
    can_be_restored: bool


def card(organisation: Organisation, today: date) -> dict[str, Any]:
    """Return who keeps the relation with this organisation, first whoever does so on all lines, and who did before.

    The last comes first. Who did so for no day was a mistake, and is told on that day alone, to be put back.
    """
    kept = RelationHolder.objects.filter(organisation=organisation).select_related("user", "line")
    rows = list(kept.order_by("line__number", "pk"))
    current = [row for row in rows if row.ended_on is None]
    ended = [row for row in rows if row.ended_on and (row.ended_on > row.started_on or row.ended_on == today)]
    ended.sort(key=lambda row: (row.ended_on, row.pk), reverse=True)
    taken = {row.line_id for row in current}
    before = [Held(row, row.line_id not in taken and row.ended_lately(today)) for row in ended]
    return {"holders": [row for row in current if row.started_on <= today], "held_before": before}


def holding_relations() -> QuerySet[User]:
    """Return the colleagues who keep, or once kept, the relation with an organisation, by name."""
    held = RelationHolder.objects.filter(user=OuterRef("pk"))
    found: QuerySet[User] = User.objects.filter(Exists(held)).by_name()
    return found


class Follower(NamedTuple):
    """The colleague who looks where somebody went, and through which organisation or line that is theirs to do."""

    user: User | None
    organisation: Organisation | None = None
    line: ProgrammeLine | None = None


def who_follows(person: Person, today: date, otherwise: User | None = None) -> Follower:
    """Return who keeps the relation where this person works, else who works on their line, else `otherwise`.

    Only colleagues with an open account who do tasks.
    """
    able = colleagues.who_keep()
    work = Affiliation.objects.holding_on(today).filter(person=person)
    held = RelationHolder.objects.holding_on(today).filter(organisation__in=work.values("organisation"), user__in=able)
    if holder := held.select_related("user", "organisation", "line").order_by("organisation", "line", "pk").first():
        return Follower(holder.user, holder.organisation, holder.line)
    for line in person.lines.order_by("number"):
        if colleague := colleagues.working_on(line, today).first():
            return Follower(colleague, None, line)
    return Follower(able.filter(pk=otherwise.pk).first() if otherwise else None)
