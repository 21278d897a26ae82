"""Limits on speed over all workers, and quiet hours."""

from collections import deque
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from post.actions import recovering
from post.models import LetterClass, LetterState
from post.pace import Pace, from_settings
from post.quiet import quiet_until
from tests.post.conftest import NOW

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def waiting(*addresses):
    return deque(SimpleNamespace(found=SimpleNamespace(who=SimpleNamespace(address=one))) for one in addresses)


def left(pace, queue):
    """Return the addresses that may leave now, in the order in which they do."""
    gone = []
    while queue and pace.brings_forward(queue):
        gone.append(queue.popleft().found.who.address)
    return gone


@pytest.fixture
def clock():
    cache.clear()
    return SimpleNamespace(now=1_800_000_000.0)


@pytest.fixture
def worker(clock):
    """Return a function that gives the pace of one more worker; all read the same clock."""
    return lambda: Pace(clock=lambda: clock.now)


def test_b10_no_more_leave_in_a_second_than_the_limit_over_all_workers(worker, clock, settings):
    settings.POST_PER_SECOND = 5
    one, other = worker(), worker()
    queue = waiting(*[f"p{n}@a.example.org" for n in range(20)])

    first = len(left(one, queue)), len(left(other, queue))
    clock.now += 1
    second = len(left(other, queue)), len(left(one, queue))

    assert (first, second) == ((5, 0), (5, 0))


def test_b10_a_busy_domain_does_not_hold_up_the_others(worker, clock, settings):
    settings.POST_PER_DOMAIN = {"gmail.com": 1, "*": 2}
    queue = waiting("a@gmail.com", "b@GMAIL.com", "c@x.nl", "d@x.nl", "e@x.nl", "f@y.nl")

    assert left(worker(), queue) == ["a@gmail.com", "c@x.nl", "d@x.nl", "f@y.nl"]
    clock.now += 1
    assert sorted(left(worker(), queue)) == ["b@GMAIL.com", "e@x.nl"]


def test_without_limits_nobody_counts(settings):
    assert from_settings() is None


def test_letters_wait_for_the_next_second_and_all_arrive(promise, server, deliver, settings):
    cache.clear()
    settings.POST_PER_SECOND = 2
    mailing = promise(5)

    deliver()

    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.SENT}
    assert set(server.recipients.values()) == {1}


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-21 20:59", None),
        ("2026-11-21 21:00", "2026-11-22 07:00"),
        ("2026-11-22 06:59", "2026-11-22 07:00"),
        ("2026-11-22 07:00", None),
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # the clock goes back in this night (F14)
        ("2027-03-28 03:30", "2027-03-28 07:00"),  # and forward in this one
    ],
)
def test_f14_quiet_hours_go_by_the_clock_on_the_wall(settings, at, until):
    settings.POST_QUIET_HOURS = "21:00-07:00"

    moment = datetime.fromisoformat(at).replace(tzinfo=AMSTERDAM)
    expected = until and datetime.fromisoformat(until).replace(tzinfo=AMSTERDAM)

    assert quiet_until(moment) == expected


def test_quiet_hours_by_day_end_the_same_day(settings):
    settings.POST_QUIET_HOURS = "12:00-13:30"

    assert quiet_until(datetime(2026, 11, 21, 11, 30, tzinfo=UTC)) == datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    assert quiet_until(datetime(2026, 11, 21, 12, 30, tzinfo=UTC)) is None


def test_in_quiet_hours_codes_leave_and_newsletters_wait_until_morning(promise, server, deliver, settings):
    settings.POST_QUIET_HOURS = "21:00-07:00"
    newsletter, code = promise(["a@x.example.org"]), promise(["b@x.example.org"], letter_class=LetterClass.SERVICE)
    test = promise(["c@x.example.org"], letter_class=LetterClass.TEST)
    morning = NOW + timedelta(hours=12)  # it is a quarter past nine in the evening

    deliver(now=NOW)
    lying = recovering.is_anything_left_lying(now=NOW), recovering.is_anything_left_lying(now=morning)

    assert [mailing.letters.get().state for mailing in (newsletter, code, test)] == [0, 1, 1]
    assert lying == (False, True)
    deliver(now=morning)
    assert newsletter.letters.get().state == LetterState.SENT
