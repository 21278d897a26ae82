"""Nobody gets more letters than the house allows, over all senders; who wants fewer or none gets that."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.models import Preference
from newsletter.queries.audiences import LeftOut, reach, sorted_out
from post.models import Letter, LetterState, Mailing
from tests.newsletter.conftest import NOW


@pytest.fixture
def samira(make_reader):
    return make_reader()


@pytest.fixture
def sent():
    """Return a function that stores letters to somebody, so many days ago, one in each mailing."""

    def store(person, days_ago, times=1, state=LetterState.SENT, letter_class="newsletter", left=None, **fields):
        at = NOW - timedelta(days=days_ago)
        left = at if left is None else NOW - timedelta(days=left)
        told = {"title": "N", "subject": "N", "text": "x", "sender": "kis@example.org", "released_at": at}
        for _time in range(times):
            mailing = Mailing.objects.create(**told, letter_class=letter_class, promised=1, **fields)
            reason = "stopped" if state == LetterState.SKIPPED else ""
            about = {"mailing": mailing, "person": person, "address": "x@example.org"}
            Letter.objects.create(**about, state=state, reason=reason, settled_at=left)

    return store


def why(campaign):
    return dict(sorted_out(campaign, NOW).values_list("given_name", "left_out"))["Samira"]


def test_who_got_eight_letters_in_thirty_days_gets_no_more_and_is_counted(campaign, samira, sent):
    sent(samira, 29, times=7)
    assert why(campaign) == ""

    sent(samira, 1)

    assert why(campaign) == LeftOut.TOO_OFTEN
    assert reach(campaign, NOW).left_out == [(LeftOut.TOO_OFTEN, 1)]


@pytest.mark.parametrize(
    "different",
    [
        {"days_ago": 31},
        {"letter_class": "service"},
        {"letter_class": "test"},
        {"state": LetterState.FAILED},
        {"state": LetterState.SKIPPED},
        {"state": LetterState.CANCELLED},
        {"cancelled_at": NOW, "state": LetterState.WAITING},
    ],
)
def test_what_never_came_was_asked_for_or_is_longer_ago_does_not_count(campaign, samira, sent, different):
    sent(samira, **{"days_ago": 5, "times": 9, **different})

    assert why(campaign) == ""


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.UNKNOWN])
def test_what_left_before_the_rest_was_stopped_counts(campaign, samira, sent, state):
    sent(samira, 3, times=8, state=state, cancelled_at=NOW, finished_at=NOW)

    assert why(campaign) == LeftOut.TOO_OFTEN


@pytest.mark.parametrize(("left", "left_out"), [(29, LeftOut.TOO_OFTEN), (31, "")])
def test_the_day_on_which_a_letter_left_counts_and_not_that_of_its_release(campaign, samira, sent, left, left_out):
    sent(samira, 40, times=8, left=left, finished_at=NOW)

    assert why(campaign) == left_out


@pytest.mark.parametrize(("left", "left_out"), [(27, LeftOut.FEWER), (28, "")])
def test_fewer_counts_the_days_since_the_letter_left(campaign, samira, sent, left, left_out):
    Preference.objects.create(person=samira, fewer=True, changed_at=NOW)
    sent(samira, 31, left=left, cancelled_at=NOW, finished_at=NOW)

    assert why(campaign) == left_out


def test_what_waits_for_its_moment_counts(campaign, samira, sent):
    sent(samira, 40, times=8, state=LetterState.WAITING, not_before=NOW + timedelta(days=1))

    assert why(campaign) == LeftOut.TOO_OFTEN


def test_the_house_says_how_many_that_is(campaign, samira, sent, settings):
    settings.NEWSLETTER_MOST_IN_30_DAYS = 2
    sent(samira, 3, times=2)

    assert why(campaign) == LeftOut.TOO_OFTEN


def test_with_fewer_mailings_than_the_limit_no_letter_is_counted(campaign, samira, sent):
    """A campaign to a million people pays nothing for this as long as few mailings left."""
    sent(samira, 3, times=7)

    with CaptureQueriesContext(connection) as asked:
        reach(campaign, NOW)

    assert [query["sql"] for query in asked if "post_letter" in query["sql"]] == []


@pytest.mark.parametrize(("days_ago", "left_out"), [(27, LeftOut.FEWER), (28, "")])
def test_who_wants_fewer_gets_one_letter_in_four_weeks(campaign, samira, sent, days_ago, left_out):
    Preference.objects.create(person=samira, fewer=True, changed_at=NOW)
    sent(samira, days_ago)

    assert why(campaign) == left_out


def test_who_wants_all_is_not_held_back_by_who_wants_fewer(campaign, samira, make_reader, sent):
    Preference.objects.create(person=make_reader("Joost"), fewer=True, changed_at=NOW)
    sent(samira, 3)

    assert why(campaign) == ""


@pytest.mark.parametrize(("until", "left_out"), [(date(2026, 9, 2), LeftOut.PAUSED), (date(2026, 9, 1), "")])
def test_who_pauses_gets_nothing_until_the_day_they_chose(campaign, samira, until, left_out):
    Preference.objects.create(person=samira, paused_until=until, changed_at=NOW)

    assert why(campaign) == left_out


def test_a_reason_that_stays_is_told_before_one_that_passes(campaign, samira):
    samira.subscriptions.update(ended_at=NOW, ended_how="page")
    Preference.objects.create(person=samira, paused_until=date(2027, 1, 1), changed_at=NOW)

    assert why(campaign) == LeftOut.UNSUBSCRIBED


def test_the_letters_of_each_person_are_looked_up_and_not_all_kept_in_memory(campaign, samira, sent):
    """Who had too many is no set that PostgreSQL reads anew for each person as soon as it is large."""
    sent(samira, 3, times=8)

    plan = sorted_out(campaign, NOW).explain()

    about_letters = plan.partition("on post_letter")[2].partition("->")[0]
    assert "person_id = network_person.id" in about_letters
