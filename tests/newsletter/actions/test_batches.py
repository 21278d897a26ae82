"""Ten minutes to undo, also for who is added after the release and for whom it missed (bar B6)."""

from datetime import timedelta

import pytest

from events.models import Invitation
from newsletter.actions import latecomers, proposals, resending, undoing
from newsletter.models import Proposal
from post.actions import recovering
from post.actions.batches import TooLate
from post.models import Batch, Letter, LetterState, Mailing, Parcel
from post.queries import progress
from tests.newsletter.conftest import NOW

LATER = NOW + timedelta(hours=1)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def finished(released, deliver, settings):
    """The invitation of which all letters to three readers left; what joins now waits ten minutes."""
    deliver()
    settings.RELEASE_UNDO_SECONDS = 600
    released.mailing.refresh_from_db()
    return released


@pytest.fixture
def added(finished, make_reader, colleague):
    make_reader("Later", address="later@gemeente.example.org")
    latecomers.add(campaign=finished, by=colleague, now=LATER)
    return finished


@pytest.fixture
def again(released, server, deliver, settings, colleague):
    """The invitation that was refused for Joost, and goes out to him after all in ten minutes."""
    server.answer("RCPT", "554 5.7.1 not now", about="joost")
    deliver()
    server.obey()
    settings.RELEASE_UNDO_SECONDS = 600
    resending.send_to_missed(campaign=released, by=colleague, now=LATER)
    return released


def undo(campaign, by, now=LATER):
    return undoing.undo_batch(campaign=campaign, by=by, now=now)


def test_nothing_of_what_joined_leaves_within_ten_minutes(added, deliver, server):
    deliver(at=LATER + TEN_MINUTES - timedelta(seconds=1))
    early = len(server.received)
    deliver(at=LATER + TEN_MINUTES)

    assert (early, len(server.received)) == (3, 4)


def test_undone_who_came_later_has_no_letter_and_no_invitation(added, colleague, deliver):
    finished_at = Batch.objects.get().finished_at

    assert undo(added, colleague) == 1

    deliver(at=LATER + TEN_MINUTES)
    assert Letter.objects.count() == Invitation.objects.count() == 3
    assert Parcel.objects.filter(state="waiting").count() == 0
    mailing = Mailing.objects.get()
    assert (mailing.promised, mailing.finished_at) == (3, finished_at)
    assert progress(mailing).sent == progress(mailing).promised == 3


def test_undone_a_letter_that_missed_stands_where_it_stood(again, colleague):
    undo(again, colleague)

    joost = Letter.objects.get(person__given_name="Joost")
    assert (joost.state, joost.code) == (LetterState.FAILED, 554)
    assert "not now" in joost.reply
    assert progress(Mailing.objects.get()).failed == 1


@pytest.mark.parametrize("what", ["added", "again"])
def test_what_left_or_waits_no_more_is_not_undone(what, request, colleague, deliver):
    campaign = request.getfixturevalue(what)
    deliver(at=LATER + TEN_MINUTES)

    with pytest.raises(TooLate):
        undo(campaign, colleague)
    with pytest.raises(TooLate):
        undo(campaign, colleague, LATER + TEN_MINUTES)


def test_a_batch_in_the_hands_of_a_worker_is_not_undone(added, colleague):
    Parcel.objects.filter(state="waiting").update(
        state="claimed", owner="worker", claimed_at=LATER, lease_until=LATER + TEN_MINUTES
    )

    with pytest.raises(TooLate):
        undo(added, colleague)


def test_who_undoes_it_undoes_the_second_look_as_well(finished, make_reader, colleague, make_user):
    make_reader("Later")
    proposals.propose_latecomers(campaign=finished, number=1, by=colleague, now=LATER)
    latecomers.add(campaign=finished, by=make_user("line_staff"), now=LATER)

    undo(finished, colleague)

    assert not Proposal.objects.exists()


def test_where_letters_stood_is_forgotten_when_the_time_is_over(again):
    recovering.tidy(now=LATER + TEN_MINUTES)

    assert not Batch.objects.exists()
