"""Hand over what a colleague keeps and has to do, so that nothing is left with nobody when she leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import holders
from network.models import RelationHolder, Task
from network.queries import colleagues


class CannotHandOver(Exception):
    """Somebody to whom something would go cannot keep relations or do tasks."""


@transaction.atomic
def hand_over(
    *, leaver: User, relations: Mapping[RelationHolder, User], tasks: Mapping[Task, User], by: User, now: datetime
) -> int:
    """Give each of these relations and tasks of the leaver to the colleague beside it; return how many that is.

    All of it happens or nothing. What is no longer the leaver's is left alone.

    :raises CannotHandOver: when a colleague who should take over cannot.
    """
    takers = {user.pk for user in [*relations.values(), *tasks.values()]}
    able = set(colleagues.who_keep().exclude(pk=leaver.pk).filter(pk__in=takers).values_list("pk", flat=True))
    if takers - able:
        raise CannotHandOver(_("Not everybody you chose can take this over. Choose again."))
    count = 0
    still_held = RelationHolder.objects.filter(user=leaver, ended_on=None).values_list("pk", flat=True)
    for held in [each for each in relations if each.pk in set(still_held)]:
        taker = relations[held]
        holders.appoint(organisation=held.organisation, line=held.line, user=taker, by=by, now=now)
        count += 1
    for task, taker in tasks.items():
        if Task.objects.filter(pk=task.pk, assigned_to=leaver, done_at=None).update(assigned_to=taker):
            audit.write("network.task_handed_over", by=by, about=task, assigned_to=taker.pk)
            count += 1
    audit.write("network.handed_over", by=by, about=leaver, relations=len(relations), tasks=len(tasks))
    return count
