"""What waits for a colleague this week, as her letter tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from network.models import ProgrammeLine, Relationship, Task
from network.queries import line_work, promise, tasks, ties

MOST = 15  # of each kind; the rest is a number with a link


@dataclass(frozen=True)
class Waiting:
    """What is due for this colleague: the first of each kind, and how many there are in all."""

    tasks: list[Task]
    task_count: int
    promises: list[promise.Promise]
    promise_count: int
    ties: list[Relationship]
    tie_count: int
    lines_left: list[ProgrammeLine]  # on which nobody works; they count for nothing by themselves

    @property
    def count(self) -> int:
        return self.task_count + self.promise_count + self.tie_count


def waiting_for(user: User, today: date) -> Waiting:
    """Return the tasks due within a week, the promises to keep on her lines, and the ties to review."""
    due, fading = tasks.waiting_for(user, today), ties.to_review(user, today, own=True)
    promises = promise.due_for(user, today)
    return Waiting(
        tasks=list(due[:MOST]),
        task_count=due.count(),
        promises=promises[:MOST],
        promise_count=len(promises),
        ties=list(fading[:MOST]),
        tie_count=fading.count(),
        lines_left=line_work.left_to(user, today),
    )
