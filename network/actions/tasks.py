"""What can be done with a task: plan it, change it, finish it, open it again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import able
from network.models import Organisation, Person, ProgrammeLine, Task
from network.special_words import special_words


class CannotPlan(Exception):
    """This task cannot be kept as told."""


class CannotTake(Exception):
    """This task is somebody's, or who would take it may do no tasks any more."""


@dataclass(frozen=True)
class TaskFacts:
    """What somebody, or nobody yet, will do, before which day, and about whom.

    `confirmed` says that they were asked about their words and kept them.
    """

    what: str
    due_on: date
    assigned_to: User | None
    person: Person | None = None
    organisation: Organisation | None = None
    line: ProgrammeLine | None = None
    confirmed: bool = False


COLUMNS = tuple(field.name for field in fields(TaskFacts) if field.name != "confirmed")


@transaction.atomic
def plan(*, facts: TaskFacts, by: User | None, now: datetime) -> Task:  # noqa: ARG001  every action is told the time
    """Give a colleague, or oneself, something to do before a day; without `by` the house itself asks it.

    :raises CannotPlan: when it says nothing, its words may tell special data of a person, or that colleague may do no
        tasks. What the house asks is then for nobody yet.
    """
    facts = _for_whom_may(facts, None, by)
    task = Task(created_by=by)
    _save(task, facts)
    audit.write("network.task_planned", by=by, about=task, assigned_to=task.assigned_to_id)
    return task


@transaction.atomic
def change(*, task: Task, facts: TaskFacts, by: User, now: datetime) -> Task:  # noqa: ARG001
    """Correct a task, move its day, or give it to somebody else.

    :raises CannotPlan: when it says nothing, its words may tell special data of a person, or it would go to a colleague
        who may do no tasks.
    """
    _for_whom_may(facts, task.assigned_to_id, by)
    task = Task.objects.select_for_update().get(pk=task.pk)
    changed = [name for name in COLUMNS if getattr(task, name) != getattr(facts, name)]
    _save(task, facts)
    audit.write("network.task_changed", by=by, about=task, fields=changed, assigned_to=task.assigned_to_id)
    return task


@transaction.atomic
def take(*, task: Task, by: User, now: datetime) -> None:  # noqa: ARG001
    """Do what was for nobody yet. A second time changes nothing.

    :raises CannotTake: when a colleague was first, or who asks may do no tasks any more.
    """
    if by.pk not in able.among({by.pk}):
        raise CannotTake(_("You can no longer do tasks: ask an administrator."))
    if Task.objects.filter(pk=task.pk, assigned_to=None).update(assigned_to=by):
        audit.write("network.task_taken", by=by, about=task)
    elif not Task.objects.filter(pk=task.pk, assigned_to=by).exists():
        raise CannotTake(_("A colleague took this task just before you."))


@transaction.atomic
def finish(*, task: Task, by: User, now: datetime) -> None:
    """Say that a task is done; who does what was for nobody, has it. A second time changes nothing."""
    theirs = Coalesce("assigned_to", by.pk)
    if Task.objects.filter(pk=task.pk, done_at=None).update(done_at=now, assigned_to=theirs):
        audit.write("network.task_done", by=by, about=task)


@transaction.atomic
def reopen(*, task: Task, by: User, now: datetime) -> None:  # noqa: ARG001
    """Say that a task is not done after all; of who left it is for nobody yet. A second time changes nothing."""
    stays = task.assigned_to_id if able.among({task.assigned_to_id or 0}) else None
    if Task.objects.filter(pk=task.pk).exclude(done_at=None).update(done_at=None, assigned_to=stays):
        audit.write("network.task_reopened", by=by, about=task)


def _for_whom_may(facts: TaskFacts, before: int | None, by: User | None) -> TaskFacts:
    """Return the facts when who would get the task may do tasks, and hold that so.

    Whose it was before keeps it: correcting a word is no new promise.
    """
    whose = facts.assigned_to.pk if facts.assigned_to else None
    if whose in (None, before) or able.among({whose or 0}):
        return facts
    if by is None:
        return replace(facts, assigned_to=None)
    raise CannotPlan(_("This colleague cannot do tasks. Choose somebody else."))


def _save(task: Task, facts: TaskFacts) -> None:
    if not facts.what:
        raise CannotPlan(_("Write in a few words what there is to do."))
    if facts.what != task.what and special_words(facts.what) and not facts.confirmed:
        raise CannotPlan(_("Write nothing about the belief, origin or health of a person."))
    for name in COLUMNS:
        setattr(task, name, getattr(facts, name))
    task.save()
