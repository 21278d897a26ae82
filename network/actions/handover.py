"""Hand over what a colleague keeps and has to do, so that nothing is left with nobody when she leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able, holders
from network.models import RelationHolder, Task


class CannotHandOver(Exception):
    """Somebody to whom something would go cannot keep relations or do tasks."""


@transaction.atomic
def hand_over(
    *, leaver: User, relations: Mapping[RelationHolder, User], tasks: Mapping[Task, User], by: User, now: datetime
) -> int:
    """Give each of these relations and tasks of the leaver to the colleague beside it; return how many that is.

    All of it happens or nothing. What is no longer the leaver's is left alone. The number of queries is the same for
    five relations and for five thousand.

    :raises CannotHandOver: when a colleague who should take over cannot.
    """
    takers = {user.pk for user in [*relations.values(), *tasks.values()]}
    if leaver.pk in takers or takers - able.among({*takers, leaver.pk}):
        raise CannotHandOver(_("Not everybody you chose can take this over. Choose again."))
    to = {held.pk: user.pk for held, user in relations.items()}
    count = holders.pass_on(leaver=leaver, to=to, by=by, now=now)
    count += _tasks(leaver, {task.pk: user.pk for task, user in tasks.items()}, by)
    audit.write("network.handed_over", by=by, about=leaver, relations=len(relations), tasks=len(tasks))
    return count


def _tasks(leaver: User, to: Mapping[int, int], by: User) -> int:
    """Give these open tasks of the leaver to these colleagues; return how many that is."""
    still = Task.objects.filter(pk__in=to, assigned_to=leaver, done_at=None)
    rows = list(still.select_for_update().order_by("pk"))
    for task in rows:
        task.assigned_to_id = to[task.pk]
    Task.objects.bulk_update(rows, ["assigned_to"], batch_size=1000)
    told = [(task, {"assigned_to": task.assigned_to_id}) for task in rows]
    audit.write_each("network.task_handed_over", by=by, told=told)
    return len(rows)
