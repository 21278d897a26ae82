"""Sending a mailing after all to whom it did not reach: each person once, whoever presses how often."""

from datetime import timedelta

import pytest

from network.actions import reach
from network.models import MailAddress
from post import queries
from post.actions import mailings, reports, stops
from post.actions.resending import send_to_missed
from post.models import LetterState, StopSource
from tests.post import bounces
from tests.post.conftest import NOW

S = LetterState
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def again(colleague):
    """Return a function that sends a mailing to whom it missed."""
    return lambda mailing, **how: send_to_missed(mailing=mailing, by=colleague, **{"now": LATER, **how})


def states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def test_who_was_refused_gets_it_and_nobody_gets_it_twice(promise, server, deliver, again):
    mailing = promise(4)
    server.answer("RCPT", "554 5.7.1 not now", about="p1@")
    deliver()
    server.obey()

    sent = [again(mailing), again_or_refused(again, mailing)]
    deliver(now=LATER)

    assert sent == [1, "refused"]
    assert states(mailing) == [S.SENT] * 4
    assert dict(server.recipients) == {f"p{n}@gemeente.example.org": 1 for n in range(4)}
    mailing.refresh_from_db()
    assert (mailing.finished_at, mailing.promised) == (LATER, 4)


def again_or_refused(again, mailing):
    try:
        return again(mailing)
    except mailings.CannotSteer:
        return "refused"


def test_who_cannot_be_reached_now_either_is_left(promise, server, deliver, again):
    mailing = promise(3)
    for number, answer in enumerate(("550 5.1.1 no such user", "554 5.7.1 not now", "554 5.7.1 not now")):
        server.answer("RCPT", answer, about=f"p{number}@")
    deliver()
    third = mailing.letters.order_by("pk")[2].person
    stops.stop(person=third, scope=7, how=StopSource.PAGE, now=NOW)

    assert again(mailing) == 1
    assert states(mailing) == [S.FAILED, S.WAITING, S.FAILED]


def test_a_letter_that_came_back_leaves_again_when_the_address_was_corrected(
    promise, server, deliver, again, colleague
):
    mailing = promise(["oud@gemeente.example.org"])
    deliver()
    letter = mailing.letters.get()
    reports.take(raw=bounces.dsn(letter), now=NOW)
    assert again(mailing) == 0
    letter.person.mail_addresses.update(address="nieuw@gemeente.example.org")

    again(mailing)
    deliver(now=LATER)

    assert dict(server.recipients) == {"oud@gemeente.example.org": 1, "nieuw@gemeente.example.org": 1}
    told = queries.progress(mailing)
    assert (told.sent, told.bounced) == (1, 0)


def test_a_letter_that_came_back_leaves_again_when_a_colleague_says_the_address_works(
    promise, deliver, again, colleague
):
    mailing = promise(1)
    deliver()
    reports.take(raw=bounces.dsn(mailing.letters.get()), now=NOW)
    reach.works_again(address=MailAddress.objects.get(), by=colleague, now=NOW)

    assert again(mailing) == 1


def test_who_reported_it_as_unwanted_never_gets_it_again(promise, deliver, again):
    mailing = promise(1)
    deliver()
    letter = mailing.letters.get()
    reports.take(raw=bounces.complaint(letter, to=bounces.returns_to(letter)), now=NOW)
    stops.lift(person=letter.person, now=NOW)

    assert again(mailing) == 0


def test_q2_an_uncertain_letter_leaves_only_when_somebody_chose_so(promise, server, deliver, again):
    mailing = promise(2)
    server.cut("DOT", about="p1@", keeping=True, times=1)
    deliver()

    assert again(mailing) == 0
    assert again(mailing, uncertain=True) == 1
    deliver(now=LATER)
    assert states(mailing) == [S.SENT, S.SENT]


def test_who_got_an_address_since_gets_it(promise, deliver, again, make_person):
    mailing = promise(1)
    person = mailing.letters.get().person
    person.mail_addresses.all().delete()
    deliver()
    assert states(mailing) == [S.SKIPPED]
    assert again(mailing) == 0

    MailAddress.objects.create(person=person, address="nieuw@gemeente.example.org")

    assert again(mailing) == 1


def test_whom_it_is_of_no_use_to_is_left(promise, server, deliver, again):
    mailing = promise(2)
    server.answer("RCPT", "554 5.7.1 not now")
    deliver()

    assert again(mailing, without=[mailing.letters.first().person_id]) == 1


@pytest.mark.parametrize("state", ["running", "stopped", "expired"])
def test_a_mailing_that_runs_was_stopped_or_came_too_late_is_refused(promise, deliver, again, state):
    mailing = promise(1, expires_at=NOW + timedelta(minutes=30) if state == "expired" else None)
    if state == "stopped":
        mailings.cancel(mailing=mailing, now=NOW)
    if state == "expired":
        mailing.letters.update(state=S.FAILED)
        deliver()

    with pytest.raises(mailings.CannotSteer):
        again(mailing)


def test_whom_a_mailing_missed_is_found_in_as_many_queries_for_many(
    promise, server, deliver, django_assert_num_queries
):
    from post.missed import missed, reachable

    mailing = promise(30)
    mailing.letters.update(state=S.FAILED)

    with django_assert_num_queries(6):
        assert len(reachable(mailing, missed(mailing))) == 30
