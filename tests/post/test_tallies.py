"""The database counts letters where they change, and sets aside those that did not simply leave."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from post import queries
from post.actions import mailings, recovering, reports, resending, undoing
from post.models import Aside, Letter, LetterState, Report, Tally
from post.models.letter import IN_THE_ROW, SET_ASIDE
from tests.post import bounces
from tests.post.conftest import NOW, assert_books_are_true, everybody, tallied

S = LetterState


def test_q0_the_tallies_say_what_the_rows_say_whatever_became_of_the_letters(promise, server, deliver):
    mailing = promise(8)
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="p1@")
    server.answer("RCPT", "451 4.2.0 later", about="p2@")
    server.cut("DOT", about="p3@", keeping=True, times=1)
    mailing.letters.last().person.mail_addresses.all().delete()
    assert_books_are_true(mailing)

    deliver()

    assert tallied(mailing) == {S.FAILED: 1, S.DEFERRED: 1, S.UNKNOWN: 1, S.SKIPPED: 1, S.SENT: 4}
    assert_books_are_true(mailing)
    mailings.cancel(mailing=mailing, now=NOW)
    assert tallied(mailing)[S.CANCELLED] == 1
    assert_books_are_true(mailing)


@pytest.mark.parametrize("state", IN_THE_ROW)
def test_a_letter_is_set_aside_in_these_states_and_no_others(promise, state):
    mailing = promise(2)

    Letter.objects.filter(pk=mailing.letters.first().pk).update(state=state, reason="stopped")
    assert_books_are_true(mailing)
    assert Aside.objects.filter(mailing=mailing).exists() == (state in SET_ASIDE)
    mailing.letters.update(state=S.SENT)

    assert_books_are_true(mailing)


def test_a_mailing_that_ended_keeps_one_tally_for_each_state(promise, server, deliver):
    mailing = promise(4)
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="p1@")

    deliver()

    assert sorted(Tally.objects.values_list("mailing", "state", "number")) == [
        (mailing.pk, S.SENT, 3),
        (mailing.pk, S.FAILED, 1),
    ]


def test_who_gets_it_later_or_after_all_is_counted(promise, server, deliver, colleague, make_person):
    mailing = promise(3)
    server.answer("RCPT", "554 5.7.1 not now", about="p1@")
    deliver()
    make_person(address="laat@gemeente.example.org")

    undoing.promise_more(mailing=mailing, people=everybody(), now=NOW, by=colleague)
    assert tallied(mailing) == {S.SENT: 2, S.FAILED: 1, S.WAITING: 1}
    server.obey()
    deliver()
    mailing.refresh_from_db()
    resending.send_to_missed(mailing=mailing, now=NOW, by=colleague)
    assert tallied(mailing) == {S.SENT: 3, S.WAITING: 1}

    assert_books_are_true(mailing)


def test_a_mailing_that_is_taken_back_takes_its_tallies_along(promise, colleague):
    mailing = promise(3)
    mailing.letters.filter(pk=mailing.letters.first().pk).update(state=S.WAITING)

    undoing.take_back(mailing=mailing, by=colleague)

    assert not Tally.objects.exists()
    assert not Aside.objects.exists()


def test_what_is_removed_with_a_mailing_leaves_nothing_behind(promise):
    mailing = promise(3)
    mailing.letters.update(state=S.UNKNOWN)

    mailing.delete()

    assert (Letter.objects.count(), Tally.objects.count(), Aside.objects.count()) == (0, 0, 0)


def test_a_person_who_is_forgotten_changes_no_tally(promise):
    mailing = promise(3)

    mailing.letters.update(person=None, address="")

    assert Tally.objects.count() == 1
    assert_books_are_true(mailing)


def test_a_recovery_keeps_the_tallies_true(promise):
    mailing = promise(2)
    mailing.letters.filter(pk=mailing.letters.first().pk).update(state=S.SENT)

    recovering.tidy(now=NOW)

    assert_books_are_true(mailing)


def test_how_far_a_mailing_is_looks_at_no_letter_that_simply_left(promise, deliver):
    mailing = promise(5)
    deliver()

    with CaptureQueriesContext(connection) as asked:
        told = queries.progress(mailing)

    assert (told.promised, told.sent) == (5, 5)
    counting = [query["sql"] for query in asked if "post_letter" in query["sql"]]
    assert all("post_report" in statement for statement in counting)


def test_the_letters_to_look_at_are_found_from_what_is_set_aside_and_what_came_back(promise, server, deliver):
    mailing, other = promise(4), promise([f"q{n}@x.example.org" for n in range(2)])
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="p1@")
    deliver()
    other.letters.update(state=S.UNKNOWN)
    came_back = mailing.letters.get(address__startswith="p2@")
    reports.take(raw=bounces.dsn(came_back), now=NOW)
    assert Report.objects.filter(letter=came_back).exists()

    found = queries.troubles(mailing)

    assert [letter.address[:3] for letter in found] == ["p2@", "p1@"]
    assert queries.letters_at(queries.places_of_trouble(mailing)) == list(found)
    assert {letter.pk for letter in found} == set(
        queries.set_apart(mailing, *SET_ASIDE).values_list("letter", flat=True)
    )


def test_only_what_is_set_aside_can_be_asked_for_so(promise):
    with pytest.raises(ValueError, match="SENT"):
        queries.set_apart(promise(1), S.SENT)
