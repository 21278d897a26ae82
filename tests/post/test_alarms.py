"""A mailing that goes wrong is held by itself, and colleagues hear of it by mail, once."""

from datetime import timedelta

import pytest

from network.models import MailAddress
from post.actions import alarms, mailings, reports
from post.models import Letter, LetterClass, LetterState, Mailing, Report
from tests.post import bounces
from tests.post.conftest import NOW


@pytest.fixture
def told(make_user):
    """Return a function that says which colleagues got a letter about a mailing that is held."""
    make_user("administrator", email="beheer@kis.example.org")
    make_user("line_staff")

    def whom():
        letters = Letter.objects.filter(mailing__title="mailing held").order_by("pk")
        return list(letters.values_list("address", flat=True))

    return whom


@pytest.fixture
def running(promise, make_user):
    """A mailing of 200 letters that are gone, and one that waits."""
    mailing = promise(1)
    mailing.created_by = make_user("editor", email="redactie@kis.example.org")
    mailing.save()
    gone = [Letter(mailing=mailing, address=f"x{n}@x.example.org", state=LetterState.SENT) for n in range(200)]
    Letter.objects.bulk_create(gone)
    return mailing


def come_back(mailing, number, status):
    for letter in mailing.letters.filter(state=LetterState.SENT).order_by("pk")[:number]:
        reports.take(raw=bounces.dsn(letter, bounces.block(letter.address, status)), now=NOW)


def complain(mailing, number):
    for letter in mailing.letters.filter(state=LetterState.SENT).order_by("pk")[:number]:
        reports.take(raw=bounces.complaint(letter, to=bounces.returns_to(letter)), now=NOW)


def state(mailing):
    return Mailing.objects.get(pk=mailing.pk).state


@pytest.mark.parametrize(
    ("number", "status", "held"), [(19, "5.7.1", 0), (20, "5.7.1", 1), (49, "5.1.1", 0), (50, "5.1.1", 1)]
)
def test_b9_a_mailing_of_which_too_much_comes_back_is_held(running, told, number, status, held):
    come_back(running, number, status)

    assert state(running) == ("paused" if held else "running")
    assert sorted(told()) == (["beheer@kis.example.org", "redactie@kis.example.org"] if held else [])


@pytest.mark.parametrize(("number", "held"), [(2, False), (3, True)])
def test_b11_a_mailing_that_too_many_find_unwanted_is_held(running, number, held):
    complain(running, number)

    assert (state(running) == "paused") is held


def test_colleagues_hear_of_it_once_also_when_more_comes_back(running, told):
    come_back(running, 30, "5.7.1")

    assert len(told()) == 2


def test_a_mailing_that_was_held_and_goes_on_can_be_held_again(running, told):
    alarms.hold(mailing=running, reason="x", now=NOW)
    mailings.go_on(mailing=running, now=NOW)

    assert alarms.hold(mailing=running, reason="y", now=NOW)
    assert len(told()) == 4


def test_f7_a_server_that_refuses_us_is_told_by_mail(promise, server, deliver, told):
    mailing = promise(3)
    server.answer("MAIL", "550 5.7.1 we know you", times=1)

    deliver()

    assert state(mailing) == "paused"
    assert told() == ["beheer@kis.example.org"]
    assert mailing.title in Mailing.objects.get(letter_class=LetterClass.SERVICE).subject


@pytest.mark.parametrize(
    ("number", "reply", "held"),
    [
        (19, "5.7.1 not welcome", False),
        (20, "5.7.1 not welcome", True),
        (20, "blocked using zen.spamhaus.example", True),
        (20, "5.1.8 Sender address rejected", True),
        (20, "relay not permitted", True),
        (20, "5.1.1 no such mailbox", False),
        (21, "5.1.1 no such mailbox", True),
    ],
)
def test_f7_refusals_about_us_add_up_however_slowly_a_mailing_goes(running, told, number, reply, held):
    refuse(running, number, reply, NOW)

    alarms.look_at_attempts(number=running.pk, now=NOW)

    assert state(running) == ("paused" if held else "running")
    assert bool(told()) is held


def test_f7_what_went_wrong_before_a_colleague_let_it_go_on_holds_it_no_more(running, told):
    refuse(running, 20, "5.7.1 not welcome", NOW)
    come_back(running, 20, "5.7.1")
    later = NOW + timedelta(hours=1)
    mailings.go_on(mailing=running, now=later)

    alarms.look_at_attempts(number=running.pk, now=later)
    alarms.look_at(mailing=Mailing.objects.get(pk=running.pk), now=later)
    went_on = state(running)
    refuse(running, 40, "5.7.1 not welcome", later)
    alarms.look_at_attempts(number=running.pk, now=later)

    assert (went_on, state(running)) == ("running", "paused")


@pytest.mark.parametrize(("number", "tries", "held"), [(250, 3, False), (199, 4, False), (200, 4, True)])
def test_f7_a_mailing_of_which_most_is_put_off_for_an_hour_is_held(running, told, number, tries, held):
    put_off = {"mailing": running, "state": LetterState.DEFERRED, "code": 451, "settled_at": NOW, "attempts": tries}
    Letter.objects.bulk_create(Letter(address=f"y{n}@x.example.org", **put_off) for n in range(number))

    alarms.look_at_attempts(number=running.pk, now=NOW)

    running.refresh_from_db()
    assert state(running) == ("paused" if held else "running")
    assert ("een uur uitgesteld" in running.pause_reason) is bool(told()) is held


def test_f7_a_mailing_that_goes_on_gets_an_hour_again_before_it_is_held_for_being_put_off(running):
    put_off = {"mailing": running, "state": LetterState.DEFERRED, "code": 451, "attempts": 5}
    Letter.objects.bulk_create(Letter(address=f"y{n}@x.example.org", **put_off) for n in range(220))
    Mailing.objects.filter(pk=running.pk).update(went_on_at=NOW)
    found = []

    for minutes in (10, 60):
        running.letters.filter(state=LetterState.DEFERRED).update(settled_at=NOW + timedelta(minutes=minutes))
        alarms.look_at_attempts(number=running.pk, now=NOW + timedelta(minutes=minutes))
        found.append(state(running))

    assert found == ["running", "paused"]


@pytest.mark.parametrize("reply", ["550 5.1.8 Sender address rejected", "550 relay not permitted"])
def test_m25_f7_a_refusal_about_us_pauses_the_mailing_and_makes_no_address_dead(promise, server, deliver, told, reply):
    mailing = promise(30)
    server.answer("RCPT", reply)

    deliver()

    mailing.refresh_from_db()
    assert state(mailing) == "paused"
    assert mailing.pause_reason
    assert told() == ["beheer@kis.example.org"]
    assert not Report.objects.exists()
    assert set(MailAddress.objects.values_list("arrives", flat=True)) == {"yes"}


def test_f7_colleagues_hear_of_a_mailing_of_which_more_than_one_in_ten_fails(promise, server, deliver, told):
    promise(30)
    server.answer("RCPT", "550 5.2.1 switched off")

    deliver()

    assert told() == ["beheer@kis.example.org"]
    assert "Meer dan een op de tien" in Mailing.objects.get(letter_class=LetterClass.SERVICE, title="mailing held").text


def refuse(mailing, number, reply, at):
    some = mailing.letters.filter(state=LetterState.SENT).order_by("-pk").values("pk")[:number]
    Letter.objects.filter(pk__in=some).update(state=LetterState.FAILED, code=550, reply=reply, settled_at=at)
