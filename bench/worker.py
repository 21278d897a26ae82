"""A worker as operations.md says to run it: Celery, with one process that carries letters, or with more."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench import cpu, sink
from bench.house import PROJECT, House
from demo import processes

CELERY = [sys.executable, "-m", "celery", "-A", "config"]
COMMAND = [*CELERY, "worker", "-Q", "celery,post"]
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]


@contextmanager
def working(house: House, server: sink.Sink, *, at_once: int = 1) -> Iterator[int]:
    """Run a worker that hands its letters to this sink; the block gets its process id once it listens to the queue."""
    with _started(house, server, at_once) as process:
        cpu.wait_until(_ping, seconds=60, every=0.05)
        yield process.pid


@contextmanager
def started(house: House, server: sink.Sink, *, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a worker and do not wait until it listens: it finds what there is to do when it does."""
    from post import nudge

    with _started(house, server, environment=environment) as process:
        nudge.wake()
        yield process.pid


@contextmanager
def clock(house: House, environment: Mapping[str, str]) -> Iterator[int]:
    """Run the clock that makes workers look in the table every ten seconds."""
    with tempfile.TemporaryDirectory(prefix="beat-") as folder:
        command = [*CELERY, "beat", "--loglevel", "warning", "--schedule", f"{folder}/schedule"]
        log = house.folder / "log" / "beat.log"
        with processes.child(command, log=log, env=house.environment_with(**environment), cwd=PROJECT) as process:
            yield process.pid


def kill(pid: int) -> None:
    """Kill a worker with all its processes, as kill -9 and an empty memory do."""
    os.killpg(pid, signal.SIGKILL)


@contextmanager
def _started(
    house: House, server: sink.Sink, at_once: int = 1, *, environment: Mapping[str, str] | None = None
) -> Iterator[processes.Process]:
    own = house.environment_with(EMAIL_PORT=server.port, **(environment or {}))
    log = house.folder / "log" / "worker.log"
    with processes.child([*COMMAND, "-c", str(at_once), *QUIET], log=log, env=own, cwd=PROJECT) as process:
        yield process


def _ping() -> bool:
    from config.celery import app

    return bool(app.control.ping(timeout=0.2))
