"""What a colleague leaves behind, and who could take it over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from network.models import ContactMoment, LineAssignment, Person, RelationHolder, Task
from network.queries import colleagues
from network.queries.threads import LOOKED_BACK


@dataclass(frozen=True)
class Left:
    """The relations that a colleague keeps and the tasks that are still open."""

    relations: list[RelationHolder]
    tasks: list[Task]

    @property
    def rows(self) -> list[RelationHolder | Task]:
        return [*self.relations, *self.tasks]


@dataclass(frozen=True)
class Proposal:
    """Who could take over a relation or task, and why she; nobody when nobody stands out."""

    row: RelationHolder | Task
    user: User | None
    why: str

    @property
    def field(self) -> str:
        return field_of(self.row)


def field_of(row: RelationHolder | Task) -> str:
    """Return the name of the form field that says who takes this over."""
    return f"{'relation' if isinstance(row, RelationHolder) else 'task'}-{row.pk}"


def left_by(user: User) -> Left:
    """Return what this colleague keeps and has to do, by organisation and by day."""
    held = RelationHolder.objects.filter(user=user, ended_on=None).select_related("organisation", "line")
    tasks = Task.objects.filter(assigned_to=user, done_at=None).select_related("organisation", "line")
    # A task about who asked us not to use their data goes to another colleague too, without the name.
    tasks = tasks.prefetch_related(Prefetch("person", Person.objects.in_use()))
    return Left(list(held.order_by("organisation__sort_name", "pk")), list(tasks.order_by("due_on", "pk")))


def proposals(left: Left, leaver: User, today: date) -> list[Proposal]:
    """Propose for each relation and task who also works on its line and spoke most with the organisation.

    Without such a colleague: who keeps most relations on that line, else who spoke most with the organisation.
    """
    known = _Known.gather(left, leaver, today)
    return [_propose(row, known) for row in left.rows]


@dataclass(frozen=True)
class _Known:
    """What is needed to propose, gathered in five queries however much there is to hand over."""

    users: Mapping[int, User]
    on_line: Mapping[int | None, set[int]]
    spoke: Mapping[int | None, Counter[int]]
    keeps: Mapping[int | None, Counter[int]]

    @classmethod
    def gather(cls, left: Left, leaver: User, today: date) -> _Known:
        users = {user.pk: user for user in colleagues.who_keep().exclude(pk=leaver.pk)}
        on_line: dict[int | None, set[int]] = defaultdict(set)
        work = LineAssignment.objects.holding_on(today).filter(user__in=users)
        for line, user in work.values_list("line", "user"):
            on_line[line].add(user)
        return cls(users, on_line, _spoke(left, list(users), today), _keeps(list(users)))


def _spoke(left: Left, users: list[int], today: date) -> Mapping[int | None, Counter[int]]:
    """Count, per organisation, how often each colleague recorded real contact in the last two years."""
    organisations = {row.organisation_id for row in left.rows if row.organisation_id}
    moments = ContactMoment.objects.filter(removed_at=None, held_on__gt=today - LOOKED_BACK, logged_by__in=users)
    moments = moments.filter(organisations__in=organisations).order_by()
    counts: dict[int | None, Counter[int]] = defaultdict(Counter)
    for row in moments.values("organisations", "logged_by").annotate(times=Count("pk", distinct=True)):
        counts[row["organisations"]][row["logged_by"]] = row["times"]
    return counts


def _keeps(users: list[int]) -> Mapping[int | None, Counter[int]]:
    """Count how many relations each colleague keeps, per line."""
    held = RelationHolder.objects.filter(ended_on=None, user__in=users).order_by()
    counts: dict[int | None, Counter[int]] = defaultdict(Counter)
    for row in held.values("line", "user").annotate(times=Count("pk")):
        counts[row["line"]][row["user"]] = row["times"]
    return counts


def _propose(row: RelationHolder | Task, known: _Known) -> Proposal:
    spoke, keeps = known.spoke.get(row.organisation_id, Counter()), known.keeps.get(row.line_id, Counter())
    on_line = known.on_line.get(row.line_id, set())
    spoken = [user for user, _times in spoke.most_common() if user in on_line]
    keeping = [user for user, _times in keeps.most_common() if row.line_id and user in on_line | set(keeps)]
    chosen = next(iter([*spoken, *keeping, *sorted(on_line), *(user for user, _times in spoke.most_common())]), None)
    if chosen is None:
        return Proposal(row, None, "")
    return Proposal(row, known.users[chosen], _why(chosen, row, on_line, spoke, keeps))


def _why(
    user: int, row: RelationHolder | Task, on_line: set[int], spoke: Mapping[int, int], keeps: Mapping[int, int]
) -> str:
    reasons = []
    if user in on_line and row.line:
        reasons.append(_("works on line %(number)d") % {"number": row.line.number})
    if times := spoke.get(user, 0):
        said = ngettext("spoke with them %(times)d time", "spoke with them %(times)d times", times)
        reasons.append(said % {"times": times})
    elif row.line and (times := keeps.get(user, 0)):
        said = ngettext("keeps %(times)d relation there", "keeps %(times)d relations there", times)
        reasons.append(said % {"times": times})
    return ", ".join(reasons)
