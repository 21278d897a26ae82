from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsletter.models import Subscription
from newsletter.queries.growth import growth_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 3, 10)


def at(year, month, day):
    return datetime(year, month, day, 12, tzinfo=AMSTERDAM)


@pytest.fixture
def join(make_person, invitations):
    """Return a function that puts somebody on the list at a moment, and off it at another."""

    def put(agreed_at, ended_at=None):
        ended = {"ended_at": ended_at, "ended_how": "page"} if ended_at else {}
        told = {"wording": "Ja", "source": "form", "agreed_at": agreed_at}
        return Subscription.objects.create(person=make_person(), newsletter=invitations, **told, **ended)

    return put


def test_a_list_is_as_large_at_the_end_of_each_month_as_agreed_and_not_taken_back(join, invitations):
    for _ in range(10):
        join(at(2025, 5, 1))
    join(at(2025, 5, 1), at(2026, 2, 3))
    join(at(2026, 1, 31))
    join(at(2026, 3, 10))

    (growth,) = growth_of([invitations], 2026, TODAY)

    assert growth.begin == 11
    assert [(month.last_day, month.subscribers) for month in growth.months] == [
        (date(2026, 1, 31), 12),
        (date(2026, 2, 28), 11),
        (TODAY, 12),
    ]


def test_ten_per_cent_more_by_the_end_of_the_year_is_the_goal(join, invitations):
    for _ in range(20):
        join(at(2024, 5, 1))
    (whole_year,) = growth_of([invitations], 2025, TODAY)
    for _ in range(2):
        join(at(2025, 11, 1))
    (met,) = growth_of([invitations], 2025, TODAY)

    assert (whole_year.goal, whole_year.percentage, whole_year.is_on_course) == (22.0, 0.0, False)
    assert (met.percentage, met.is_on_course) == (10.0, True)
    assert met.months[-1].goal == pytest.approx(22.0)


def test_a_list_that_began_this_year_has_no_goal_yet(join, invitations):
    join(at(2026, 2, 1))

    (growth,) = growth_of([invitations], 2026, TODAY)

    assert (growth.percentage, growth.goal_points, growth.now) == (None, "", 1)


def test_a_list_without_anybody_is_drawn_as_nothing(invitations):
    (growth,) = growth_of([invitations], 2026, TODAY)

    assert (growth.begin, growth.now) == (0, 0)
    assert {month.y for month in growth.months} == {208}


def test_the_line_stays_within_the_drawing(join, invitations):
    for month in (1, 2, 3):
        join(at(2026, month, 2))

    (growth,) = growth_of([invitations], 2026, TODAY)

    assert all(56 <= month.x <= 624 and 16 <= month.y <= 208 for month in growth.months)
    assert [number for number, _y in growth.ticks] == sorted({number for number, _y in growth.ticks})


@pytest.mark.parametrize("lists", [1, 5])
def test_all_lists_and_months_cost_one_query(join, invitations, django_assert_num_queries, lists):
    join(at(2026, 1, 2))
    asked = [invitations] * lists

    with django_assert_num_queries(1):
        growth_of(asked, 2026, TODAY + timedelta(days=1))
