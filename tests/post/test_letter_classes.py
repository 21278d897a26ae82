"""The table of rules is what the house goes by: each rule is proven where it is asked."""

from dataclasses import replace

import pytest

from post import letter_classes, quiet
from post.actions import delivering, mailings
from post.compiling import Letterhead
from post.fields import Addressee, CannotCompile
from post.letter_classes import RULES, LetterClass, those_that
from post.lookup import look_up
from post.models import Mailing, Parcel, Reason, Stop, StopSource
from tests.post.conftest import NOW

WHO = Addressee(1, 1, "samira@gemeente.example.org", "Samira", "", "Amrani", "")
KINDS = (LetterClass.SERVICE, LetterClass.INVITATION, LetterClass.NEWSLETTER, LetterClass.TEST)
BULK = {LetterClass.INVITATION, LetterClass.NEWSLETTER}


def head(kind, **fields):
    words = {"subject": "Dag", "text": "Dag\n", "sender": "KIS <post@kis.example.org>", "created_at": NOW}
    mailing = Mailing(pk=1, letter_class=kind, **words, **fields)
    return b"".join(Letterhead(mailing).fill(WHO, eight_bit=True, at=NOW)).partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_m1_newsletters_and_invitations_have_the_button_that_acts_at_once(kind):
    assert (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head(kind)) == (kind in BULK)


@pytest.mark.parametrize("kind", KINDS)
def test_m11_service_letters_say_that_a_machine_wrote_them(kind):
    assert (b"Auto-Submitted: auto-generated" in head(kind)) == (kind == LetterClass.SERVICE)


def test_t4_a_service_letter_belongs_to_no_list():
    with pytest.raises(CannotCompile, match="Een dienstbrief hoort bij geen lijst"):
        head(LetterClass.SERVICE, list_id="kis <kis.example.org>")

    assert head(LetterClass.NEWSLETTER, list_id="kis <kis.example.org>")


@pytest.mark.parametrize("kind", KINDS)
def test_leaving_every_list_stops_what_can_be_left(promise, make_mailing, kind):
    mailing = promise(letter_class=kind, list_id="")
    letter = mailing.letters.get()
    Stop.objects.create(person=letter.person, scope=None, how=StopSource.PAGE, at=NOW)

    found = look_up(mailing=mailing, letters=[letter.pk], today=NOW.date())

    assert (found[0].reason == Reason.STOPPED) == (kind in BULK)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_somebody_waits_for_leaves_in_quiet_hours(promise, settings, kind):
    settings.POST_QUIET_HOURS = "21:00-07:00"
    promise(letter_class=kind, list_id="")
    night = NOW  # a quarter past nine in the evening in Amsterdam
    assert quiet.quiet_until(night)

    assert Parcel.objects.claimable(night).exists() == (kind not in BULK)
    assert bool(delivering.claim(owner="worker", now=night)) == (kind not in BULK)


def test_what_somebody_waits_for_goes_first(promise):
    promise(letter_class=LetterClass.NEWSLETTER)
    service = promise(letter_class=LetterClass.SERVICE, list_id="")

    assert delivering.claim(owner="worker", now=NOW).mailing == service.pk


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_may_hold_a_code_is_wiped_when_it_has_left(promise, kind):
    mailing = promise(letter_class=kind, list_id="")
    mailings.cancel(mailing=mailing, now=NOW)

    delivering.finish(mailing=mailing.pk, now=NOW)

    mailing.refresh_from_db()
    assert (mailing.text == "") == (kind == LetterClass.SERVICE)


def test_the_table_is_asked_and_not_the_name_of_the_kind(monkeypatch):
    told = replace(RULES[LetterClass.NEWSLETTER], has_button=False, is_automatic=True)
    monkeypatch.setitem(letter_classes.RULES, LetterClass.NEWSLETTER, told)

    assert b"List-Unsubscribe" not in head(LetterClass.NEWSLETTER)
    assert b"Auto-Submitted" in head(LetterClass.NEWSLETTER)


def test_kinds_are_found_by_a_rule():
    assert set(those_that("counts")) == BULK
    assert those_that("goes_first") == (LetterClass.SERVICE,)
