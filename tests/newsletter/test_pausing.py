"""A pause that somebody chooses after a release holds for what has not left, and the letter may come after it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.actions import preferences, resending
from newsletter.queries import missed
from post.models import LetterState, Reason
from tests.newsletter.conftest import NOW

SAMIRA = "samira1@gemeente.example.org"


@pytest.fixture
def paused(released, deliver):
    """The invitation, after whose release Samira chose a pause of ten days, delivered."""
    letter = released.mailing.letters.get(person__given_name="Samira")
    until = timezone.localdate(NOW) + timedelta(days=10)
    preferences.pause(person=letter.person, until=until, now=NOW)
    deliver()
    return letter


def test_q3_a_pause_after_the_release_holds_back_what_has_not_left_and_says_so(paused, server):
    paused.refresh_from_db()

    assert (paused.state, paused.reason) == (LetterState.SKIPPED, Reason.PAUSED)
    assert paused.get_reason_display() == "De lezer nam een pauze van onze brieven."
    assert {one.message["Subject"] for one in server.received if one.recipient == SAMIRA} == {
        "Je voorkeuren zijn veranderd"
    }


def test_whom_a_pause_made_miss_a_letter_can_get_it_after_the_pause(
    paused, released, colleague, server, deliver, time_machine
):
    released.refresh_from_db()
    during = missed.of(released, NOW)
    after = NOW + timedelta(days=10)
    time_machine.move_to(after, tick=False)
    again = resending.send_to_missed(campaign=released, by=colleague, now=after)
    deliver(at=after)

    paused.refresh_from_db()
    assert (during.now, during.not_yet) == ([], 1)
    assert (again, paused.state) == (1, LetterState.SENT)
