"""One gate for every door through which letters leave: a right sender, and a second person for many (bar M2, Z29)."""

from datetime import timedelta

import pytest

from newsletter.actions import latecomers, proposals, renewals, resending, senders
from newsletter.models import Proposal, Renewal
from newsletter.queries import sender
from newsletter.queries.renewals import Wanted
from post.models import Letter, LetterState
from tests.newsletter.conftest import NOW

LATER = NOW + timedelta(hours=1)
HALFWAY = NOW + timedelta(days=15)


@pytest.fixture
def four_eyes(released, settings):
    """A house in which a letter to more than four people needs a second person; three have the letter."""
    settings.NEWSLETTER_APPROVAL_ABOVE = 4


@pytest.fixture
def wrong_sender(settings, monkeypatch):
    """A house of which the sender is not right, which matters from the second letter on."""
    settings.SENDER_MUST_BE_RIGHT = True
    monkeypatch.setattr(sender, "MANY", 1)


@pytest.fixture
def second(make_user):
    return make_user("line_staff", given_name="Meryem", family_name="Kaya")


@pytest.fixture
def later(released, make_reader):
    return [make_reader(f"Later{number}") for number in range(2)]


@pytest.fixture
def readers(make_person, letter_list, agree):
    for name in ("Samira", "Joost", "Fatma"):
        agree(make_person(name, address=f"{name.lower()}@gemeente.example.org"), letter_list)


def add(released, by):
    return latecomers.add(campaign=released, by=by, now=LATER)


def begin(newsletter, by, **wanted):
    return renewals.begin(newsletter=newsletter, wanted=Wanted(**wanted), days=30, by=by, now=NOW)


def test_a_letter_is_not_made_large_after_its_release_by_one_person(released, later, four_eyes, colleague):
    with pytest.raises(latecomers.CannotJoin, match="tweede persoon"):
        add(released, colleague)

    assert Letter.objects.count() == 3


def test_one_by_one_is_no_way_round(released, make_reader, four_eyes, colleague):
    make_reader("First")
    assert add(released, colleague) == 1
    make_reader("Second")

    with pytest.raises(latecomers.CannotJoin):
        add(released, colleague)

    assert Letter.objects.count() == 4


def test_who_proposes_it_cannot_let_it_go_and_somebody_else_can(released, later, four_eyes, colleague, second):
    proposals.propose_latecomers(campaign=released, number=2, by=colleague, now=LATER)

    with pytest.raises(latecomers.CannotJoin):
        add(released, colleague)
    assert add(released, second) == 2

    assert Proposal.objects.get().decided_by == second
    assert Letter.objects.count() == 5


def test_the_second_person_sends_exactly_the_number_that_was_proposed(released, later, four_eyes, second, colleague):
    proposals.propose_latecomers(campaign=released, number=1, by=colleague, now=LATER)

    with pytest.raises(latecomers.CannotJoin):
        add(released, second)

    assert Proposal.objects.open().count() == 1


def test_whom_a_second_person_saw_does_not_count_again(released, later, four_eyes, make_reader, colleague, second):
    proposals.propose_latecomers(campaign=released, number=2, by=colleague, now=LATER)
    add(released, second)
    make_reader("Third")

    assert add(released, colleague) == 1


def test_who_comes_later_waits_for_a_right_sender_or_a_colleague_who_overrules_it(
    released, later, wrong_sender, colleague, second
):
    with pytest.raises(latecomers.CannotJoin, match="afzender"):
        add(released, colleague)
    senders.overrule(
        campaign=released, version=released.version, number=9, reason="Het DNS komt morgen.", by=second, now=LATER
    )

    assert add(released, colleague) == 2


def test_what_missed_people_waits_for_a_right_sender(released, server, deliver, wrong_sender, colleague):
    for name in ("joost", "fatma"):
        server.answer("RCPT", "554 5.7.1 not now", about=name)
    deliver()

    with pytest.raises(resending.CannotSendAgain, match="afzender"):
        resending.send_to_missed(campaign=released, by=colleague, now=LATER)

    assert Letter.objects.filter(state=LetterState.WAITING).count() == 0


def test_readers_are_not_asked_again_under_a_wrong_sender(readers, letter_list, wrong_sender, editor, now):
    with pytest.raises(renewals.CannotRenew, match="afzender"):
        begin(letter_list, editor)

    assert not Renewal.objects.exists()


def test_a_reminder_waits_until_the_sender_is_right(readers, letter_list, editor, now, deliver, settings, monkeypatch):
    renewal = begin(letter_list, editor)
    deliver()
    settings.SENDER_MUST_BE_RIGHT = True
    monkeypatch.setattr(sender, "MANY", 1)

    held = renewals.carry(now=HALFWAY)
    monkeypatch.setattr(sender, "is_right", lambda _now: True)
    carried = renewals.carry(now=HALFWAY)

    assert (held, carried) == (0, 1)
    assert renewal.mailings.count() == 2


def test_many_readers_are_asked_again_by_two_people(readers, letter_list, settings, editor, make_user, now):
    settings.NEWSLETTER_APPROVAL_ABOVE = 2
    other = make_user("editor")
    proposed = {"newsletter": letter_list, "wanted": Wanted(), "days": 30, "number": 3, "by": editor, "now": NOW}
    with pytest.raises(renewals.CannotRenew, match="tweede persoon"):
        begin(letter_list, other)
    proposals.propose_renewal(**proposed)

    with pytest.raises(renewals.CannotRenew):
        begin(letter_list, editor)
    with pytest.raises(renewals.CannotRenew):
        begin(letter_list, other, unconfirmed=True)
    begin(letter_list, other)

    assert Proposal.objects.get().decided_by == other
    assert Renewal.objects.get().asks.count() == 3


def test_a_proposal_that_was_taken_back_lets_nothing_go(released, later, four_eyes, colleague, second):
    proposal = proposals.propose_latecomers(campaign=released, number=2, by=colleague, now=LATER)
    proposals.withdraw(proposal=proposal, by=colleague)

    with pytest.raises(latecomers.CannotJoin):
        add(released, second)
