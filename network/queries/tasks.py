from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from accounts.models import User
from network.models import Organisation, Person, ProgrammeLine, Task
from network.models.task import TaskQuerySet

SHOWN_AFTER_DONE = timedelta(days=7)  # how long a task that was finished by mistake stands beside the open ones


def listed(user: User) -> TaskQuerySet:
    """Return the tasks this user may see, the first to do first, with what a line about them shows."""
    tasks: TaskQuerySet = Task.objects.visible_to(user).select_related("person", "organisation", "line", "assigned_to")
    return tasks.order_by("due_on", "pk")


def found(user: User, *, own: bool, line: ProgrammeLine | None = None) -> QuerySet[Task]:
    """Return the open tasks of this colleague and of nobody, or of all, on this line when asked; overdue first."""
    tasks = listed(user).open()
    tasks = tasks.for_whom(user) if own else tasks
    return tasks.filter(line=line) if line else tasks


def done_lately(user: User, now: datetime, *, own: bool, most: int = 10) -> QuerySet[Task]:
    """Return what was finished in the last week, the latest first, so that a mistake can be undone."""
    done = listed(user).filter(done_at__gt=now - SHOWN_AFTER_DONE)
    return (done.filter(assigned_to=user) if own else done).order_by("-done_at", "-pk")[:most]


def about(party: Person | Organisation, user: User, now: datetime, most: int = 10) -> list[Task]:
    """Return the open tasks about this party, and what was done in the last week, open ones first."""
    kind = "person" if isinstance(party, Person) else "organisation"
    tasks = listed(user).filter(**{kind: party}).filter(Q(done_at=None) | Q(done_at__gt=now - SHOWN_AFTER_DONE))
    return list(tasks.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")[:most])


def done_about(party: Person | Organisation, user: User, most: int = 100) -> QuerySet[Task]:
    """Return the tasks about this party that were done, the latest first."""
    kind = "person" if isinstance(party, Person) else "organisation"
    done = Task.objects.visible_to(user).filter(**{kind: party}).exclude(done_at=None)
    return done.select_related("assigned_to").order_by("-done_at", "-pk")[:most]


def waiting_for(user: User, today: date, within: timedelta = timedelta(days=7)) -> QuerySet[Task]:
    """Return what this colleague has to do before the end of this many days, overdue included."""
    return found(user, own=True).filter(due_on__lte=today + within, assigned_to=user)
