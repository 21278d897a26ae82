"""Who came into the audience after the release can still get the letter, and nobody gets it twice."""

from datetime import timedelta

import pytest

from accounts.models import AuditLine
from events.models import Invitation
from newsletter.actions import latecomers
from newsletter.queries.latecomers import latecomers as those_who_came_later
from newsletter.queries.latecomers import may_still_join
from post.models import Letter, LetterState, Mailing
from tests.newsletter.conftest import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def finished(released, deliver):
    """The invitation of which all letters have left, to three readers."""
    deliver()
    released.mailing.refresh_from_db()
    assert released.mailing.finished_at
    return released


def names(people):
    return set(people.values_list("given_name", flat=True))


def test_who_came_later_is_found_and_who_has_the_letter_is_not(released, make_reader, make_person, line):
    make_reader("Later")
    make_person("Never agreed").lines.add(line)

    assert names(those_who_came_later(released, LATER)) == {"Later"}


def test_they_get_the_letter_and_are_invited_and_nobody_gets_it_twice(
    finished, make_reader, colleague, server, deliver
):
    make_reader("Later", address="later@gemeente.example.org")

    added = latecomers.add(campaign=finished, by=colleague, now=LATER)
    again = latecomers.add(campaign=finished, by=colleague, now=LATER)
    deliver(at=LATER)

    assert (added, again) == (1, 0)
    assert set(server.recipients.values()) == {1}
    assert server.recipients["later@gemeente.example.org"] == 1
    assert Invitation.objects.count() == Letter.objects.filter(state=LetterState.SENT).count() == 4
    mailing = Mailing.objects.get()
    assert (mailing.promised, mailing.finished_at) == (4, LATER)


def test_a_letter_that_failed_is_not_sent_again_as_if_its_reader_came_later(
    released, colleague, server, deliver, make_reader
):
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="joost")
    deliver()
    Invitation.objects.all().delete()

    assert latecomers.add(campaign=released, by=colleague, now=LATER) == 0
    assert Letter.objects.count() == 3


def test_adding_nobody_leaves_the_mailing_finished(finished, colleague):
    latecomers.add(campaign=finished, by=colleague, now=LATER)

    assert Mailing.objects.get().finished_at is not None
    assert AuditLine.objects.get(action="campaign.latecomers_added").facts == {"number": 0}


@pytest.mark.parametrize(
    "change", [{"cancelled_at": NOW}, {"held_on": NOW.date(), "starts_at": NOW.time()}], ids=["off", "begun"]
)
def test_nobody_is_asked_to_what_is_over_or_off(finished, make_reader, colleague, change):
    make_reader("Later")
    type(finished.event).objects.filter(pk=finished.event_id).update(**change)

    with pytest.raises(latecomers.CannotJoin):
        latecomers.add(campaign=finished, by=colleague, now=LATER)

    assert Letter.objects.count() == 3


def test_a_letter_that_was_stopped_or_is_a_month_old_stays_as_it_is(finished):
    month = NOW + timedelta(days=31)
    finished.event.held_on = month.date() + timedelta(days=9)

    assert may_still_join(finished, LATER)
    assert not may_still_join(finished, month)
    finished.mailing.cancelled_at = LATER
    assert not may_still_join(finished, LATER)
