"""The clock of the house, which goes on when the clock of the machine is set back (bar F13)."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.beat import PersistentScheduler

log = structlog.get_logger(__name__)

SLACK = 5  # seconds by which a clock may be corrected without anybody noticing


class SteadyScheduler(PersistentScheduler):
    """Celery's own scheduler, which would sleep for an hour when the clock is set back an hour.

    It waits until the clock says that a task is due. So when the clock went back, also while nothing ran, what was last
    done “in the future” counts as done just now. A task that then comes twice does no harm: each asks the database.
    """

    _ahead = float("inf")  # how far the clock on the wall is ahead of the one that only counts seconds

    def tick(self, *given: Any, **named: Any) -> float:
        """Do what is due, after a look at the clock."""
        ahead = time.time() - time.monotonic()
        if ahead < self._ahead - SLACK:
            self._begin_anew()
        self._ahead = ahead
        waits: float = super().tick(*given, **named)
        return waits

    def _begin_anew(self) -> None:
        """Forget what was planned by a clock that was ahead."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at and entry.last_run_at > now:
                log.warning("clock_went_back", task=entry.task)
                entry.last_run_at = now
        self._heap = None
