import pytest
from django.utils import translation

from post import blame, queries, replies
from post.actions import mailings
from post.models import LetterState, Parcel, Reason
from post.transport.errand import Stage
from tests.post.conftest import NOW


def test_progress_and_troubles_cost_the_same_whatever_the_size(promise, django_assert_num_queries):
    mailing = promise(30)
    mailing.letters.update(state=LetterState.FAILED, code=550, reply="5.1.1 no such user")
    Parcel.objects.update(trouble="Connection refused")

    with django_assert_num_queries(3):
        told = queries.progress(mailing)
    with django_assert_num_queries(2):
        rows = queries.explained(queries.troubles(mailing))
        names = [row.person.full_name for row in rows]

    assert (told.promised, told.failed, told.trouble) == (30, 30, "Connection refused")
    assert len(names) == 30
    assert str(rows[0].reason) == "This mailbox no longer exists." or translation.get_language() == "nl"


@pytest.mark.parametrize(
    ("code", "reply", "plain"),
    [
        (550, "5.1.1 <x> unknown user", "This mailbox no longer exists."),
        (552, "5.2.2 quota", "This mailbox is full."),
        (452, "4.2.2 quota", "This mailbox is full."),
        (550, "5.7.1 spam", "The mail server does not accept our mail for this mailbox."),
        (550, "5.7.999 whatever", "The mail server refuses our mail; the receiver is not to blame."),
        (550, "no", "The mail server refused the letter."),
        (450, "try again", "The mail server asked to try again later."),
        (550, "15.1.1 is no code", "The mail server refused the letter."),
    ],
)
def test_a_reply_is_said_in_plain_words(code, reply, plain):
    with translation.override("en"):
        assert str(replies.in_plain_words(code, reply)) == plain


def test_m25_what_a_refusal_is_about():
    assert blame.is_about_us(Stage.RCPT, "5.7.26 not authenticated")
    assert blame.is_about_us(Stage.CONTENT, "spam")
    assert blame.is_about_us(Stage.RCPT, "blocked using zen.spamhaus.example")
    assert blame.is_about_us(Stage.RCPT, "5.1.8 Sender address rejected")
    assert blame.is_about_us(Stage.RCPT, "relay not permitted")
    assert blame.is_about_us(Stage.CONTENT, "5.0.0 no")
    assert not blame.is_about_us(Stage.RCPT, "no such user")
    assert not blame.is_about_us(Stage.RCPT, "5.0.0 no")
    assert not blame.is_about_us(Stage.CONTENT, "5.2.2 mailbox full")


def test_a_letter_says_why_it_did_not_leave(promise):
    letter = promise(1).letters.get()

    assert queries.why(letter) == ""
    letter.state, letter.reason = LetterState.SKIPPED, Reason.EXPIRED
    with translation.override("en"):
        assert str(queries.why(letter)) == "The letter had become pointless before it could leave."


def test_a_timeline_has_the_letters_of_a_person_without_the_sealed_ones(make_mailing, make_person):
    person = make_person()
    for sealed in (False, True):
        mailings.promise_to(mailing=make_mailing(sealed=sealed), address="a@x.example.org", person=person, now=NOW)

    assert [letter.mailing.sealed for letter in queries.letters_of(person)] == [False]
