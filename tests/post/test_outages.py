"""No mail server takes our letters: what the house says on screen, and whom it tells once (F29)."""

import socket
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from post import queries
from post.actions import outages
from post.models import Letter, LetterState, Mailing, Outage
from post.postman import SILENT
from tests.post.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", email="beheer@kis.example.org")


@pytest.fixture
def away(server, monkeypatch):
    monkeypatch.setattr("post.transport.wire.PATIENCE", 1)
    server.answer("CONNECT", "421 down for <beheer@kis.example.org>")
    return server


def told():
    return list(Letter.objects.filter(address="beheer@kis.example.org").values_list("mailing__subject", flat=True))


def fail(since=NOW, until=NOW, every=MINUTE * 5, words="421 down"):
    at = since
    while at <= until:
        outages.noticed(words=words, now=at)
        at += every


def test_the_first_try_that_fails_is_on_record_at_once(promise, away, deliver, administrator):
    promise(3)

    deliver()

    outage = queries.outage(NOW)
    assert (outage.began_at, outage.told_at) == (NOW, None)
    assert outage.words  # of the last connection that failed: what it said, or that it hung up
    assert "beheer@" not in outage.words
    assert told() == []


@pytest.fixture
def silent(settings, monkeypatch):
    """A mail server that lets us knock and says nothing, for longer than a round lasts."""
    monkeypatch.setattr("post.transport.wire.SILENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = listening.getsockname()[1], 1
        yield


def test_f29_a_server_that_says_nothing_is_away_too_though_the_round_ends_before_we_give_up(promise, deliver, silent):
    promise(3)

    deliver(seconds=0.3)

    assert queries.outage(NOW).words == "The mail server does not answer."


def test_f29_after_an_hour_each_administrator_gets_one_letter_however_often_we_try(administrator, make_user):
    make_user("editor", email="redactie@kis.example.org")

    fail(until=NOW + 55 * MINUTE)
    before = told()
    fail(since=NOW + HOUR, until=NOW + 3 * HOUR)

    assert before == []
    assert len(told()) == 1
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("heard", "told"), [(SILENT, "De mailserver antwoordt niet."), ("421 down", "421 down"), ("", "hoorden:\n\n\n")]
)
def test_what_we_say_of_the_server_is_told_in_the_language_of_the_reader(heard, told, administrator):
    fail(until=NOW + 2 * HOUR, words=heard)

    assert told in Mailing.objects.get().text


def test_the_letter_about_it_waits_and_leaves_with_one_that_says_it_works_again(promise, away, deliver, administrator):
    mailing = promise(3)
    for minutes in range(0, 65, 5):
        deliver(now=NOW + minutes * MINUTE)

    waiting = set(Letter.objects.values_list("state", flat=True))
    away.obey()
    deliver(now=NOW + 70 * MINUTE)
    deliver(now=NOW + 71 * MINUTE)

    assert waiting == {LetterState.WAITING}
    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.SENT}
    assert away.recipients["beheer@kis.example.org"] == 2
    assert queries.outage(NOW + 71 * MINUTE) is None


def test_who_was_not_told_that_it_stood_still_is_not_told_that_it_goes_on(promise, away, deliver, administrator):
    promise(1)
    deliver()
    away.obey()

    deliver(now=NOW + MINUTE)

    assert told() == []
    assert Outage.objects.get().ended_at == NOW + MINUTE


def test_a_second_outage_is_told_anew(administrator):
    fail(until=NOW + HOUR)
    outages.over(now=NOW + HOUR + MINUTE)
    fail(since=NOW + 2 * HOUR, until=NOW + 3 * HOUR)

    assert len(told()) == 3


def test_two_short_outages_of_one_day_are_not_one_of_hours(administrator):
    """When nothing has to leave nobody looks, so the time between counts for nothing."""
    fail()
    fail(since=NOW + 3 * HOUR, until=NOW + 3 * HOUR)

    assert told() == []
    assert Outage.objects.open().get().began_at == NOW + 3 * HOUR


def test_what_was_seen_long_ago_is_not_shown_as_of_now():
    fail()

    assert queries.outage(NOW + 9 * MINUTE) is not None
    assert queries.outage(NOW + 10 * MINUTE) is None


def test_a_server_that_refuses_our_password_is_an_outage_too(promise, server, deliver, settings, administrator):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "kis", "geheim"
    server.offers += ("AUTH PLAIN",)
    promise(1)
    server.answer("AUTH", "535 5.7.8 we do not know you")

    deliver()

    assert "535" in queries.outage(NOW).words


def test_the_database_holds_one_outage_at_a_time():
    fail()

    with pytest.raises(IntegrityError, match="one_outage_at_a_time"), transaction.atomic():
        Outage.objects.create(began_at=NOW, last_at=NOW)


def test_when_all_goes_well_a_round_asks_once(promise, server, deliver):
    promise(3)
    with CaptureQueriesContext(connection) as queries_asked:
        deliver()

    assert sum("post_outage" in one["sql"] for one in queries_asked) == 1


@pytest.mark.parametrize("page", ["/verzendingen/", "/verzendingen/lijsten/", "/verzendingen/start/"])
def test_colleagues_see_it_at_once_and_no_longer_when_it_works(client, make_user, page, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(make_user("editor"))
    fail()

    shown = client.get(page).content.decode()
    outages.over(now=NOW)
    after = client.get(page).content.decode()

    assert "Er vertrekt geen mail sinds 21 november, 21.15 uur." in shown
    assert "421 down" in shown
    assert "Er vertrekt geen mail" not in after


class TestAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_workers_that_fail_and_one_that_succeeds_at_once_do_not_stand_in_each_others_way(self):
        from tests.events.actions.test_at_once import all_at_once

        def press(number):
            if number % 3:
                outages.noticed(words="421 down", now=NOW)
            else:
                outages.over(now=NOW)

        all_at_once(press, range(48))

        assert Outage.objects.open().count() <= 1
