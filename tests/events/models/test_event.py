"""When an event begins: the clock of Amsterdam, also when it changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from events.forms import happens_once
from events.models import Event

SUMMER_ENDS, SUMMER_BEGINS = date(2026, 10, 25), date(2027, 3, 28)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 10, 24), time(10), datetime(2026, 10, 24, 8, tzinfo=UTC)),
        (SUMMER_ENDS, time(10), datetime(2026, 10, 25, 9, tzinfo=UTC)),
        (SUMMER_BEGINS, time(10), datetime(2027, 3, 28, 8, tzinfo=UTC)),
        (date(2026, 7, 1), time(0, 30), datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
    ],
)
def test_c2_f14_an_event_begins_by_the_clock_in_amsterdam(day, at, moment):
    event = Event(held_on=day, starts_at=at)

    assert event.begins_at == moment
    assert not event.has_begun(moment - timedelta(seconds=1))
    assert event.has_begun(moment)


def test_the_reader_s_own_time_zone_does_not_move_the_begin():
    event = Event(held_on=date(2026, 10, 26), starts_at=time(10))

    with timezone.override("America/New_York"):
        assert event.begins_at == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_without_a_time_people_can_answer_until_the_day_is_over():
    event = Event(held_on=SUMMER_ENDS)

    assert event.begins_at == datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "once"),
    [
        ("2026-10-25 01:59", True),
        ("2026-10-25 02:00", False),
        ("2026-10-25 02:30", False),
        ("2026-10-25 03:00", True),
        ("2027-03-28 01:59", True),
        ("2027-03-28 02:30", False),
        ("2027-03-28 03:00", True),
    ],
)
def test_c2_a_time_that_comes_twice_or_not_at_all_is_known(written, once):
    assert happens_once(datetime.fromisoformat(written)) is once


@pytest.mark.parametrize(
    ("language", "fields", "said"),
    [
        ("nl", {}, "maandag 26 oktober 2026, de tijd volgt"),
        ("nl", {"starts_at": time(9, 5)}, "maandag 26 oktober 2026, 09.05 uur"),
        ("nl", {"starts_at": time(10), "ends_at": time(12, 30)}, "maandag 26 oktober 2026, 10.00 tot 12.30 uur"),
        ("en", {"starts_at": time(10), "ends_at": time(12, 30)}, "Monday 26 October 2026, 10:00 to 12:30"),
        ("en", {}, "Monday 26 October 2026, the time will follow"),
    ],
)
def test_when_it_is_in_the_words_of_the_reader(language, fields, said):
    with translation.override(language):
        assert Event(held_on=date(2026, 10, 26), **fields).when == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"online": True}, "online, je krijgt de link per mail"),
        ({"place": "Utrecht"}, "Utrecht"),
        ({"online": True, "place": "Utrecht"}, "online en in Utrecht"),
        ({}, ""),
    ],
)
def test_where_it_is(fields, said):
    assert Event(**fields).where == said
