"""Where a fault is provoked: a mailing on its way, the processes that carry it, and what staff can see of it."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench import cpu, mailings, sink, worker
from bench.books import Books
from bench.house import House

if TYPE_CHECKING:
    from post.models import Mailing

PATIENCE = 120  # seconds in which a mailing of this size must be over, whatever broke


@dataclass
class Scene:
    """One mailing, one sink, and the environment in which workers are started."""

    house: House
    server: sink.Sink
    mailing: Mailing
    letters: int
    environment: dict[str, str] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)  # what stood on the page of the mailing meanwhile
    noted: list[str] = field(default_factory=list)  # what was measured besides
    broken: list[str] = field(default_factory=list)  # what should not have been

    @contextmanager
    def at_work(self, *, workers: int = 1, beats: int = 1) -> Iterator[list[int]]:
        """Run workers, and a clock that wakes them every ten seconds; the block gets the numbers of the workers."""
        with ExitStack() as running:
            for _ in range(beats):
                running.enter_context(worker.clock(self.house, self.environment))
            yield [running.enter_context(self.worker()) for _ in range(workers)]

    def worker(self) -> AbstractContextManager[int]:
        """Run one more worker."""
        return worker.started(self.house, self.server, environment=self.environment)

    def reach(self, share: float) -> None:
        """Wait until the sink has this share of the letters."""
        wanted = int(share * self.letters)
        cpu.wait_until(lambda: self.server.counted().letters >= wanted or self.is_over(), seconds=PATIENCE, every=0.002)

    def finish(self) -> None:
        """Wait until every letter has come to its end; a retry that is planned for later is brought forward."""
        cpu.wait_until(lambda: self.look() and self.is_over(), seconds=PATIENCE, every=0.3)

    def is_over(self) -> bool:
        """Tell whether every letter has come to its end, as far as the database answers."""
        from django.db import Error

        try:
            return mailings.is_settled(self.mailing)
        except Error:
            _hang_up()
            return False

    def look(self) -> bool:
        """Read the page of the mailing as staff do, and let no retry wait for minutes."""
        from django.db import Error
        from django.utils import timezone

        from post import queries
        from post.models import Parcel, ParcelState

        try:
            self.mailing.refresh_from_db()
            made = queries.progress(self.mailing)
            later = Parcel.objects.filter(mailing=self.mailing, state=ParcelState.WAITING, not_before__isnull=False)
            later.update(not_before=timezone.now())
        except Error:
            _hang_up()
            return True
        self.read.update(words for words in (made.trouble, self.mailing.pause_reason) if words)
        return True

    def expect(self, holds: bool, otherwise: str) -> None:
        """Write down what should not have been, unless all is well."""
        if not holds:
            self.broken.append(otherwise)

    def books(self, told: frozenset[str]) -> Books:
        """Lay the two books beside each other; letters to staff are no part of them."""
        rows = mailings.by_address(self.mailing)
        journal = self.server.journal()
        to_staff = mailings.addresses_of_staff()
        return Books(rows, Counter({to: n for to, n in journal.items() if to not in to_staff}), told=told)


def _hang_up() -> None:
    """Let go of a connection to a database that broke; the next question opens another."""
    from django.db import connection

    connection.close()
    time.sleep(0.1)


def children(pid: int) -> list[int]:
    """Name the processes a worker has started, in which the work is done."""
    return [member for member in cpu.family(pid) if member != pid]


def kill(pid: int) -> None:
    """Kill one process, as the system does when memory runs out."""
    os.kill(pid, signal.SIGKILL)
