"""A deploy in the middle of a mailing, a database that refuses, and a mail server that is gone for days."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError

from post import postman
from post.actions import delivering, recovering
from post.models import LetterState, Parcel, ParcelState, Reason
from tests.post.conftest import NOW, assert_books_are_true


def test_f16_a_worker_that_must_stop_puts_down_what_has_not_left_and_the_next_goes_on(
    promise, server, deliver, settings
):
    settings.POST_CONNECTIONS = 1
    mailing = promise(60)
    server.answer("DOT", "250 2.0.0 taken", delay=0.05)

    began = time.monotonic()
    more = deliver(seconds=1)
    took = time.monotonic() - began
    halfway = mailing.letters.filter(state=LetterState.SENT).count()
    parcel = Parcel.objects.get()

    assert more
    assert took < 20
    assert 0 < halfway < 60
    assert (parcel.state, parcel.owner, len(parcel.letter_ids)) == (ParcelState.WAITING, "", 60 - halfway)
    assert not mailing.letters.filter(state=LetterState.UNKNOWN).exists()
    server.obey()
    deliver(now=NOW + timedelta(seconds=30))
    assert set(server.recipients.values()) == {1}
    assert len(server.recipients) == 60


def test_f30_a_deadlock_while_a_parcel_is_written_up_loses_and_doubles_nothing(promise, server, deliver, monkeypatch):
    mailing = promise(3)

    def dies(**_given):
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "settle", dies)
        with pytest.raises(OperationalError):
            deliver()
    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.WAITING}
    deliver()

    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.SENT}
    assert set(server.recipients.values()) == {1}
    assert len(server.recipients) == 3
    assert_books_are_true(mailing)


def test_f29_three_days_without_a_mail_server_drop_nothing_and_what_is_pointless_by_then_says_so(
    promise, make_server, settings
):
    stays, pointless = promise(2), promise(["a@x.example.org"], expires_at=NOW + timedelta(days=2))
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for day in range(4):
        postman.deliver(clock=lambda day=day: NOW + timedelta(days=day), in_thread=False)
        recovering.tidy(now=NOW + timedelta(days=day))

    server = make_server()
    postman.deliver(clock=lambda: NOW + timedelta(days=4), in_thread=False)

    assert set(stays.letters.values_list("state", flat=True)) == {LetterState.SENT}
    assert list(pointless.letters.values_list("state", "reason")) == [(LetterState.SKIPPED, Reason.EXPIRED)]
    assert len(server.received) == 2
