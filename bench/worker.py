"""A worker as operations.md says to run it: Celery, with one process that carries letters, or with more."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import cpu, sink
from bench.house import PROJECT, House
from demo import processes

COMMAND = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "celery,post"]
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]


@contextmanager
def working(house: House, server: sink.Sink, *, at_once: int = 1) -> Iterator[int]:
    """Run a worker that hands its letters to this sink; the block gets its process id once it listens to the queue."""
    with _started(house, server, at_once) as process:
        cpu.wait_until(_ping, seconds=60, every=0.05)
        yield process.pid


@contextmanager
def started(house: House, server: sink.Sink) -> Iterator[int]:
    """Run a worker and do not wait until it listens: it finds what there is to do when it does."""
    from post import nudge

    with _started(house, server) as process:
        nudge.wake()
        yield process.pid


def kill(pid: int) -> None:
    """Kill a worker with all its processes, as kill -9 and an empty memory do."""
    os.killpg(pid, signal.SIGKILL)


def _started(house: House, server: sink.Sink, at_once: int = 1):  # type: ignore[no-untyped-def]
    environment = house.environment_with(EMAIL_PORT=server.port)
    log = house.folder / "log" / "worker.log"
    return processes.child([*COMMAND, "-c", str(at_once), *QUIET], log=log, env=environment, cwd=PROJECT)


def _ping() -> bool:
    from config.celery import app

    return bool(app.control.ping(timeout=0.2))
