"""The clock of the house when the clock of the machine is set back."""

from datetime import UTC, datetime, timedelta

import pytest

from config.beat import SteadyScheduler
from config.celery import app

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def beat(tmp_path, time_machine, monkeypatch):
    """The scheduler with one task every ten seconds; returns it with what it asked for and a way to set the clock."""
    schedule = {"tick": {"task": "post.tasks.tick", "schedule": 10.0}}
    monkeypatch.setattr(app.conf, "beat_schedule", schedule)
    monkeypatch.setattr("config.beat.time.monotonic", lambda: 1000.0)
    time_machine.move_to(NOW, tick=False)
    scheduler = SteadyScheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    for name in set(scheduler.schedule) - {"tick"}:
        del scheduler.schedule[name]
    asked = []
    monkeypatch.setattr(scheduler, "apply_async", lambda entry, **_how: asked.append(entry.task))

    def at(moment):
        time_machine.move_to(moment, tick=False)
        while scheduler.tick() == 0:
            pass
        return len(asked)

    yield at
    scheduler.close()


def test_f13_a_clock_that_is_set_back_an_hour_does_not_let_the_house_sleep(beat):
    done = beat(NOW + timedelta(seconds=20))

    assert beat(NOW - timedelta(hours=1)) == done
    assert beat(NOW - timedelta(hours=1) + timedelta(seconds=11)) == done + 1


def test_f13_a_clock_that_goes_on_asks_for_nothing_twice(beat):
    done = beat(NOW + timedelta(seconds=20))

    assert beat(NOW + timedelta(seconds=25)) == done
    assert beat(NOW + timedelta(hours=1)) == done + 1
