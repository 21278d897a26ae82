"""The faults of the bar that a mailing must endure, each a function that provokes it for real in a scene.

A fault gets a mailing of which nothing has left, and returns when every letter has come to its end.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from bench import cpu, poison, smallroom
from bench.scene import Scene, children, kill
from demo import processes, services

CONNECTIONS = 4
QUICK_TO_GIVE_UP = {"EMAIL_TIMEOUT": "3", "POST_ANSWER_TIMEOUT": "3"}
LEAVING, PAUSES, KILLS, DEPLOYS = 300, 20, 3, 3


def never(_scene: Scene) -> int:
    """Allow no letter whose outcome is unknown."""
    return 0


@dataclass(frozen=True)
class Fault:
    """One fault: how it is provoked, by which sink, and what the rows may then say of letters that did not arrive."""

    id: str
    what: str
    provoke: Callable[[Scene], None]
    mood: str = ""
    told: frozenset[str] = frozenset({"unknown"})
    in_doubt: Callable[[Scene], int] = never  # at most so many unknown
    sample_every: int = 0  # of so many letters, the sink keeps one to be read


def in_flight(times: int) -> Callable[[Scene], int]:
    """Allow what is on the wire at so many moments."""
    return lambda _scene: times * CONNECTIONS


def cuts(scene: Scene) -> int:
    """Allow what the sink took, or may have taken, without answering."""
    return scene.server.counted().cut_halfway


def nothing_breaks(scene: Scene) -> None:
    """Let the server have its mood, and the worker see to it."""
    with scene.at_work():
        scene.finish()


def left_in_silence(scene: Scene) -> None:
    """Let the server fall silent now and then; the worker waits three seconds for an answer instead of minutes."""
    scene.environment |= QUICK_TO_GIVE_UP
    nothing_breaks(scene)


def worker_dies(scene: Scene) -> None:
    """kill -9 of a worker with all its processes, three times; another starts each time."""
    with scene.at_work(workers=0):
        for share in _shares(KILLS):
            with scene.worker() as pid:
                scene.reach(share)
                os.killpg(pid, signal.SIGKILL)
        with scene.worker():
            scene.finish()


def child_dies(scene: Scene) -> None:
    """kill -9 of the process in which the work is done; its worker makes a new one, and the clock wakes that."""
    with scene.at_work() as [pid]:
        for share in _shares(KILLS):
            scene.reach(share)
            for child in children(pid):
                kill(child)
        scene.finish()


def redis_forgets(scene: Scene) -> None:
    """FLUSHALL twice, then Redis is gone for five seconds and comes back empty."""
    import redis

    with ExitStack() as of_its_own:
        folder = scene.house.folder / "redis"
        folder.mkdir(exist_ok=True)
        port = processes.free_port()
        first = of_its_own.enter_context(ExitStack())
        url, _process = first.enter_context(services.redis_server(folder, port=port))
        scene.environment["REDIS_URL"] = url
        with scene.at_work():
            for share in _shares(2):
                scene.reach(share)
                with redis.Redis.from_url(url) as connection:
                    connection.flushall()
            scene.reach(0.8)
            first.close()
            time.sleep(5)
            of_its_own.enter_context(services.redis_server(folder, port=port))
            scene.finish()


def database_crashes(scene: Scene) -> None:
    """kill -9 of a server process of PostgreSQL, twice: it breaks every connection and recovers from its log."""
    with scene.at_work():
        for share in _shares(2):
            scene.reach(share)
            kill(_a_backend_of_others())
        scene.finish()


def connections_break(scene: Scene) -> None:
    """Every connection to the database is cut, ten times, also in the middle of a commit."""
    from django.db import connection

    with scene.at_work():
        for share in _shares(10):
            scene.reach(share)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        scene.finish()


def disk_is_full(scene: Scene) -> None:
    """The disk on which a worker writes what the server said is full for five seconds."""
    with smallroom.mounted(scene.house.folder / "small") as room:
        scene.environment["POST_JOURNAL_DIR"] = str(room)
        with scene.at_work():
            scene.reach(0.3)
            with smallroom.filled(room):
                time.sleep(5)
            scene.finish()


def wanted_no_more(scene: Scene) -> None:
    """From letter 3,000 on the server refuses all, for a reason that is about us; staff let it go on afterwards."""
    from django.utils import timezone

    from post.actions import mailings

    with scene.at_work():
        cpu.wait_until(lambda: scene.look() and bool(scene.mailing.paused_at), seconds=60, every=0.05)
        scene.server.calm()
        mailings.go_on(mailing=scene.mailing, now=timezone.now())
        scene.finish()


def deployed(scene: Scene) -> None:
    """SIGTERM for the worker and a new one in its place, three times, without waiting for the old one to end."""
    with scene.at_work(workers=0), ExitStack() as running:
        pid = running.enter_context(scene.worker())
        for share in _shares(DEPLOYS):
            scene.reach(share)
            os.kill(pid, signal.SIGTERM)
            pid = running.enter_context(scene.worker())
        scene.finish()


def everything_twice(scene: Scene) -> None:
    """Two clocks, two workers, and a hundred times “deliver” at once."""
    from post import nudge

    with scene.at_work(workers=2, beats=2):
        for _ in range(100):
            nudge.wake()
        scene.finish()


def people_leave(scene: Scene) -> None:
    """Three hundred people unsubscribe at random moments.

    :raises RuntimeError: when more letters than were on the wire arrived after that was committed.
    """
    from django.utils import timezone

    from network.models import MailAddress
    from post.actions import stops
    from post.models import StopSource

    written = scene.server.folder / "journal"
    everybody = list(MailAddress.objects.filter(person__letters__mailing=scene.mailing).select_related("person"))
    leaving, left_at = random.Random(2026).sample(everybody, LEAVING), {}
    with scene.at_work():
        scene.reach(0.05)
        for one in leaving:
            stops.stop(person=one.person, how=StopSource.ONE_CLICK, now=timezone.now())
            left_at[one.address] = written.stat().st_size
        scene.finish()
        late = _arrived_after(written.read_text(), left_at)
        for one in leaving:
            stops.lift(person=one.person, now=timezone.now())
    if late > 2 * CONNECTIONS:
        raise RuntimeError(f"{late} letters arrived after their people had left")


def paused(scene: Scene) -> None:
    """Staff press “Pause” and “Go on”, twenty times."""
    from django.utils import timezone

    from post.actions import mailings

    with scene.at_work():
        for share in _shares(PAUSES):
            scene.reach(share)
            with suppress(mailings.CannotSteer):
                mailings.pause(mailing=scene.mailing, now=timezone.now())
                mailings.go_on(mailing=scene.mailing, now=timezone.now())
        scene.finish()


def poisoned(scene: Scene) -> None:
    """Some people have names and addresses with which one can break a letter."""
    with poison.given(scene.mailing), scene.at_work():
        scene.finish()


def _shares(times: int) -> Iterator[float]:
    """Spread so many moments over a mailing; the last one well before its end."""
    return (0.9 * (number + 1) / (times + 1) for number in range(times))


def _arrived_after(written: str, left_at: dict[str, int]) -> int:
    """Count the letters that stand in the journal beyond where it ended when their people had left."""
    late = place = 0
    for address in written.splitlines():
        late += left_at.get(address, len(written)) <= place
        place += len(address) + 1
    return late


def _a_backend_of_others() -> int:
    """Name a process of PostgreSQL that serves somebody else than us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY backend_start DESC LIMIT 1"
        )
        (pid,) = cursor.fetchone()
    return int(pid)


CAN_FAIL = frozenset({"unknown", "failed"})
THE_SERVER = (
    Fault("f6.later", "F6: 451 for 30 % of the receivers, once", nothing_breaks, "later"),
    Fault("f6.closing", "F6: 421 and hung up, at every 997th command", nothing_breaks, "closing"),
    Fault("f7.gone", "F7: 550 5.1.1 for 2 % of the receivers", nothing_breaks, "gone", told=CAN_FAIL),
    Fault("f7.policy", "F7: 550 5.7.1 for all, from letter 3,000 on", wanted_no_more, "unwanted", told=CAN_FAIL),
    Fault("f8.silence", "F8: silence, at every stage in turn", left_in_silence, "silent", in_doubt=cuts),
    Fault("f9.in_data", "F9: cut in the middle of a letter, 1 in 200", nothing_breaks, "cut_in_data", in_doubt=cuts),
    Fault("f10.after_dot", "F10: cut instead of 250, 1 in 500", nothing_breaks, "cut_after_dot", in_doubt=cuts),
    Fault("f11.at_k", "F11: cut at the 100th letter of each line", nothing_breaks, "cut_at_message", in_doubt=cuts),
)
OUR_MACHINE = (
    Fault("f1.worker", "F1: kill -9 of the worker, three times", worker_dies, in_doubt=in_flight(KILLS)),
    Fault("f2.child", "F2: kill -9 of a worker's child, three times", child_dies, in_doubt=in_flight(KILLS)),
    Fault("f3.redis", "F3, F4: Redis emptied twice, then gone for 5 s and empty again", redis_forgets),
    Fault("f5.crash", "F5: PostgreSQL crashes and recovers, twice", database_crashes),
    Fault("f5.cut", "F5: all connections to PostgreSQL cut, ten times", connections_break),
    Fault("f12.disk", "F12: the disk of the journal full for 5 s", disk_is_full),
    Fault("f15.twice", "F15: two clocks, two workers, 100 times “deliver”", everything_twice),
    Fault("f16.deploy", "F16: SIGTERM and a new worker, three times", deployed),
)
PEOPLE = (
    Fault("f21.leave", "F21: 300 people unsubscribe meanwhile", people_leave, told=frozenset({"skipped"})),
    Fault("f23.pause", "F23: paused and resumed, 20 times", paused),
    Fault("f26.poison", "F26: names and addresses that break letters", poisoned, told=CAN_FAIL | {"skipped"}),
)
FAULTS = (*OUR_MACHINE, *THE_SERVER, *PEOPLE)


@contextmanager
def could_not(fault: Fault) -> Iterator[Any]:
    """Say which fault it was that could not be provoked or endured."""
    try:
        yield
    except Exception as error:
        error.add_note(f"This was {fault.what}.")
        raise
