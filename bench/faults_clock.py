"""The faults of the bar that are about time: a clock that jumps (F13), the Sundays on which it is moved (F14), and a
mail server that is gone for days (F29).

Worker and Celery beat live at another time (`otherclock.c`), which jumps while they run; the mailing is to leave at a
moment, and not before.
"""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import sink
from bench.faults import Fault
from bench.scene import Scene

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=31)
OPTIONS = ("-shared", "-fPIC", "-ldl")
WATCHED = 14  # seconds in which nothing may leave: the clock of the house wakes its workers every ten


class Clock:
    """The clock of the processes of a scene."""

    def __init__(self, place: mmap.mmap) -> None:
        self._place = place

    def set(self, ahead: timedelta) -> None:
        """Let it be so far ahead of ours from now on."""
        self._place[:8] = struct.pack("=q", int(ahead.total_seconds()))

    def show(self, moment: datetime) -> None:
        """Let it be this moment."""
        self.set(moment - datetime.now(UTC))


@contextmanager
def _clock(scene: Scene) -> Iterator[Clock]:
    """Let every process that the scene starts from now on live by a clock of ours."""
    file = scene.house.folder / "clock"
    file.write_bytes(bytes(8))
    scene.environment |= {"LD_PRELOAD": str(_library()), "OTHER_CLOCK": str(file)}
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 8) as place:
        yield Clock(place)


def _library() -> Path:
    """Compile what gives a process another clock.

    :raises RuntimeError: when this machine has no C compiler.
    """
    made = sink.compiled("otherclock", *OPTIONS)
    if made is None:
        raise RuntimeError("a clock that jumps needs a C compiler and Linux")
    return made


def possible() -> bool:
    """Tell whether this machine can give a process another clock."""
    return sink.compiled("otherclock", *OPTIONS) is not None


def jumping(scene: Scene) -> None:
    """To leave in half an hour; then the clock jumps an hour ahead, at a third an hour back, and then a month ahead."""
    _to_leave_at(scene, datetime.now(UTC) + HOUR / 2)
    with _clock(scene) as clock, scene.at_work():
        _nothing_leaves(scene)
        clock.set(HOUR)
        scene.reach(0.3)
        clock.set(timedelta())
        time.sleep(2)  # what a worker has in hand may still leave: its mailing had begun
        _nothing_leaves(scene)
        clock.set(MONTH)
        scene.finish()


def stepping_back(scene: Scene) -> None:
    """The clock is set back an hour while everything leaves, and again; the house must not sleep for an hour."""
    with _clock(scene) as clock:
        clock.set(2 * HOUR)
        with scene.at_work():
            scene.reach(0.2)
            clock.set(HOUR)
            scene.reach(0.6)
            clock.set(timedelta())
            scene.finish()


def on_a_sunday(scene: Scene, *, month: int, wall: str, fold: int) -> None:
    """To leave at a moment on the Sunday on which the clock is moved: not before it, and once."""
    sunday = _last_sunday(datetime.now(UTC).year + 1, month)
    moment = datetime.fromisoformat(f"{sunday:%Y-%m-%d}T{wall}").replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)
    _to_leave_at(scene, moment)
    with _clock(scene) as clock:
        clock.show(moment - HOUR - timedelta(minutes=1))
        with scene.at_work():
            clock.show(moment - HOUR + timedelta(minutes=1))  # in October the same time on the wall as a minute after
            _nothing_leaves(scene)
            clock.show(moment + timedelta(seconds=1))
            scene.finish()


def _last_sunday(year: int, month: int) -> datetime:
    day = datetime(year, month, 31, tzinfo=AMSTERDAM)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _to_leave_at(scene: Scene, moment: datetime) -> None:
    scene.mailing.not_before = moment
    scene.mailing.save(update_fields=["not_before"])


def _nothing_leaves(scene: Scene) -> None:
    """Look on for a while."""
    before = scene.server.counted().letters
    time.sleep(WATCHED)
    scene.look()
    early = scene.server.counted().letters - before
    scene.expect(not early, f"{early} letters left before their time")


def server_is_gone(scene: Scene, *, pointless_after: timedelta | None = None) -> None:
    """From a third on nothing listens at the mail server for three days; with an end, what waits becomes pointless."""
    if pointless_after:
        scene.mailing.expires_at = datetime.now(UTC) + pointless_after
        scene.mailing.save(update_fields=["expires_at"])
    with _clock(scene) as clock:
        with scene.at_work():
            scene.reach(0.3)
        scene.environment["EMAIL_HOST"] = "127.0.0.2"
        with scene.at_work():
            for day in (1, 2, 3):
                time.sleep(WATCHED)
                scene.look()
                clock.set(day * DAY)
        scene.environment["EMAIL_HOST"] = "127.0.0.1"
        with scene.at_work():
            scene.finish()


october = partial(on_a_sunday, month=10, wall="02:30", fold=1)
march = partial(on_a_sunday, month=3, wall="03:30", fold=0)
pointless = partial(server_is_gone, pointless_after=2 * DAY)

SKIPPED = frozenset({"skipped"})
FAULTS = (
    Fault("f13.jump", "F13: the clock jumps +1 h, −1 h and +31 days around the moment to leave", jumping),
    Fault("f13.back", "F13: the clock is set back an hour underway, twice", stepping_back),
    Fault("f14.october", "F14: to leave at the second 02:30 of the Sunday in October", october),
    Fault("f14.march", "F14: to leave at 03:30 of the Sunday in March, an hour after 01:30", march),
    Fault("f29.dead", "F29: the mail server is gone for three days", server_is_gone),
    Fault("f29.pointless", "F29: the same, for an invitation to what is over by then", pointless, told=SKIPPED),
)
