from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditLine
from network.models import MailAddress
from post import links
from post.actions import delivering, mailings, recovering
from post.actions.delivering import Outcome, Result
from post.actions.mailings import CannotFreeze, CannotSteer
from post.fields import CannotCompile
from post.models import Letter, LetterState, Mailing, MailingState, Parcel, ParcelState, Reason
from tests.post.conftest import NOW, everybody


def test_a_freeze_promises_everybody_one_letter_in_parcels_of_500(make_mailing, make_person):
    """Q0"""
    for _ in range(3):
        make_person()
    MailAddress.objects.bulk_create(
        MailAddress(person_id=make_person(address=None).pk, address="zelfde@gemeente.example.org") for _ in range(502)
    )
    mailing = make_mailing()

    promised = mailings.freeze(mailing=mailing, people=everybody(), now=NOW)

    mailing.refresh_from_db()
    assert promised == mailing.promised == mailing.letters.count() == 505
    assert mailing.released_at == NOW
    parcels = list(Parcel.objects.order_by("number").values_list("number", "letter_ids"))
    assert [(number, len(ids)) for number, ids in parcels] == [(1, 500), (2, 5)]
    assert sorted(number for _, ids in parcels for number in ids) == sorted(Letter.objects.values_list("pk", flat=True))


def test_a_freeze_is_one_statement_whatever_the_size(make_mailing, make_person, django_assert_num_queries):
    for _ in range(30):
        make_person()
    mailing = make_mailing()

    with django_assert_num_queries(5):  # a savepoint's pair, lock the mailing, promise, write the audit line
        mailings.freeze(mailing=mailing, people=everybody(), now=NOW)


def test_a_mailing_is_promised_once(make_mailing, make_person):
    make_person()
    mailing = make_mailing()
    mailings.freeze(mailing=mailing, people=everybody(), now=NOW)

    with pytest.raises(CannotFreeze):
        mailings.freeze(mailing=mailing, people=everybody(), now=NOW)
    with pytest.raises(CannotFreeze):
        mailings.promise_to(mailing=mailing, address="x@y.example.org", now=NOW)

    assert Letter.objects.count() == 1


def test_who_is_named_twice_gets_one_letter(make_mailing, make_person):
    """F25"""
    person = make_person()
    twice = ("SELECT %s::bigint, 'a@x.example.org' UNION ALL SELECT %s::bigint, 'b@x.example.org'", (person.pk,) * 2)

    assert mailings.freeze(mailing=make_mailing(), people=twice, now=NOW) == 1


def test_a_mailing_for_nobody_is_finished_at_once(make_mailing, deliver):
    mailing = make_mailing()
    assert mailings.freeze(mailing=mailing, people=everybody(), now=NOW) == 0

    recovering.tidy(now=NOW)

    mailing.refresh_from_db()
    assert mailing.state == MailingState.FINISHED


def test_words_with_an_unknown_field_are_refused_when_they_are_written(make_mailing):
    with pytest.raises(CannotCompile, match="voornam"):
        make_mailing(text="Dag [voornam]")


def test_m23_f23_a_paused_mailing_stands_still_and_goes_on_without_repeating(promise, server, deliver):
    mailing = promise(6)
    server.hang("RCPT")  # so that nothing arrives in the first round
    deliver(seconds=0)
    server.obey()

    for _ in range(3):
        mailings.pause(mailing=mailing, now=NOW, reason="even wachten")
        deliver()
        mailing.refresh_from_db()
        assert (mailing.state, mailing.pause_reason) == (MailingState.PAUSED, "even wachten")
        assert not server.received
        mailings.go_on(mailing=mailing, now=NOW)
    deliver()

    assert set(server.recipients.values()) == {1}
    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.SENT}


def test_a_cancelled_mailing_sends_nothing_more(promise, server, deliver):
    mailing = promise(4)
    server.answer("RCPT", "450 4.2.1 busy", about="p1@")
    deliver()

    cancelled = mailings.cancel(mailing=mailing, now=NOW)
    deliver(now=NOW + timedelta(days=1))
    recovering.tidy(now=NOW)

    assert cancelled == 1
    states = list(mailing.letters.order_by("pk").values_list("state", flat=True))
    assert states == [LetterState.SENT, LetterState.CANCELLED, LetterState.SENT, LetterState.SENT]
    mailing.refresh_from_db()
    assert mailing.state == MailingState.CANCELLED
    assert mailing.finished_at


def test_a_parcel_in_hand_is_cancelled_when_it_comes_back(promise):
    """Who has it in hand may have sent a part; what it did not send is cancelled, what it sent is sent."""
    mailing = promise(3)
    claimed = delivering.claim(owner="somebody", now=NOW)
    sent, busy, left = claimed.letters
    assert mailings.cancel(mailing=mailing, now=NOW) == 0

    outcomes = [Outcome(sent, LetterState.SENT, 250), Outcome(busy, LetterState.DEFERRED, 450)]
    delivering.settle(claimed=claimed, result=Result(outcomes=outcomes, left=[left]), now=NOW)

    states = dict(mailing.letters.values_list("pk", "state"))
    assert states == {sent: LetterState.SENT, busy: LetterState.CANCELLED, left: LetterState.CANCELLED}
    assert set(Parcel.objects.values_list("state", flat=True)) == {ParcelState.DONE}


def test_what_does_not_run_cannot_be_steered(make_mailing, promise, deliver):
    draft, finished = make_mailing(), promise(1)
    deliver()

    for mailing in (draft, finished):
        for steer in (mailings.pause, mailings.go_on, mailings.cancel):
            with pytest.raises(CannotSteer):
                steer(mailing=mailing, now=NOW)


def test_f29_a_letter_that_has_become_pointless_is_skipped(promise, server, deliver):
    mailing = promise(2, expires_at=NOW + timedelta(hours=1))

    deliver(now=NOW + timedelta(hours=1))
    recovering.tidy(now=NOW + timedelta(hours=1))

    assert set(mailing.letters.values_list("state", "reason")) == {(LetterState.SKIPPED, Reason.EXPIRED)}
    mailing.refresh_from_db()
    assert mailing.finished_at
    assert not server.received


def test_a_release_and_its_steering_are_in_the_audit_trail(promise, colleague):
    mailing = promise(1)

    mailings.pause(mailing=mailing, now=NOW, by=colleague)
    mailings.go_on(mailing=mailing, now=NOW, by=colleague)
    mailings.cancel(mailing=mailing, now=NOW, by=colleague)

    lines = AuditLine.objects.filter(object_type="post.mailing").order_by("pk").values_list("action", "actor")
    assert list(lines) == [
        ("mailing.released", None),
        ("mailing.paused", colleague.pk),
        ("mailing.resumed", colleague.pk),
        ("mailing.cancelled", colleague.pk),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"letter_class": "spam"},
        {"sender": ""},
        {"promised": 3},
        {"released_at": NOW, "pause_reason": "zo maar"},
        {"released_at": NOW, "finished_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_a_mailing_that_makes_no_sense(make_mailing, wrong):
    mailing = make_mailing()

    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(**wrong)


@pytest.mark.parametrize("wrong", [{"state": 9}, {"state": LetterState.SKIPPED, "reason": ""}])
def test_the_database_refuses_a_letter_that_makes_no_sense(promise, wrong):
    mailing = promise(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        mailing.letters.update(**wrong)


@pytest.mark.parametrize("wrong", [{"state": "lost"}, {"state": "claimed"}])
def test_the_database_refuses_a_parcel_that_makes_no_sense(promise, wrong):
    mailing = promise(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        mailing.parcels.update(**wrong)


def test_the_brackets_of_a_service_letter_mean_themselves_but_for_its_links(db, server, deliver):
    answer = {"purpose": "answer", "url": "http://127.0.0.1:8000/antwoord/", "subject": 5}
    text = "[voornaam] [Vol] [link:yes] [link:no]"
    letter = mailings.send_service(
        to="x@y.example.org", subject="[onbekend]", text=text, links={"yes": answer}, now=NOW
    )

    deliver()

    message = server.received[0].message
    link = f"http://127.0.0.1:8000/antwoord/{links.seal('answer', 5, 0, letter.pk)}/"
    assert message["Subject"] == "[onbekend]"
    assert message.get_content().strip() == f"[voornaam] [Vol] {link} [link:no]"
