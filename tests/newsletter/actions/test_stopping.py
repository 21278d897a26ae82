"""Stopping the rest of an invitation: whose letter never left, can be invited again (bar M8, F23)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditLine
from events.models import Invitation, Registration
from newsletter.actions import campaigns, releases
from newsletter.queries import audiences
from post.actions import delivering, mailings, recovering
from post.actions.delivering import Outcome, Result
from post.models import Batch, Letter, LetterState, Parcel
from tests.newsletter.conftest import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def again(released, colleague):
    """A second letter about the same event, that nobody sent yet."""
    return campaigns.create(event=released.event, by=colleague, now=NOW)


def invited():
    return set(Invitation.objects.values_list("person__given_name", flat=True))


def reached(campaign):
    return set(audiences.receiving(campaign, LATER).values_list("given_name", flat=True))


def stop(campaign, by, at=LATER):
    return mailings.cancel(mailing=campaign.mailing, by=by, now=at)


def test_whose_letter_was_stopped_can_be_invited_again(released, again, colleague, server, deliver):
    stopped = stop(released, colleague)
    before = invited()
    releases.release(campaign=again, by=colleague, now=LATER, version=again.version)
    deliver(at=LATER)

    assert (stopped, before) == (3, set())
    assert set(server.recipients.values()) == {1}
    assert invited() == {"Samira", "Joost", "Fatma"}
    assert AuditLine.objects.get(action="events.invitations_taken_back").facts == {"number": 3}


def test_who_got_the_letter_or_answered_or_was_invited_otherwise_stays_invited(released, again, colleague, make_person):
    sent, doubtful, waiting = released.mailing.letters.order_by("pk")
    Letter.objects.filter(pk=sent.pk).update(state=LetterState.SENT)
    Letter.objects.filter(pk=doubtful.pk).update(state=LetterState.UNKNOWN)
    Registration.objects.create(event=released.event, person=waiting.person, answered_at=NOW, state="coming")
    told = {"event": released.event, "invited_by": colleague}
    Invitation.objects.create(person=make_person("Eerder"), invited_at=NOW - timedelta(days=1), **told)

    stop(released, colleague)

    assert invited() == {"Samira", "Joost", "Fatma", "Eerder"}
    assert reached(again) == set()


def test_f23_what_a_worker_had_in_hand_is_taken_back_when_the_worker_settles_it(released, again, colleague):
    claimed = delivering.claim(owner="worker", now=NOW)
    at_stop = stop(released, colleague)
    invited_at_stop = invited()
    sent, later, left = claimed.letters
    outcomes = [Outcome(sent, LetterState.SENT, 250), Outcome(later, LetterState.DEFERRED, 451)]
    delivering.settle(claimed=claimed, result=Result(outcomes=outcomes, left=[left]), now=LATER)

    assert (at_stop, len(invited_at_stop)) == (0, 3)
    assert invited() == {"Samira"}
    assert reached(again) == {"Joost", "Fatma"}


def test_who_was_invited_again_meanwhile_stays_so_when_a_worker_settles_late(released, again, colleague):
    claimed = delivering.claim(owner="worker", now=NOW)
    stop(released, colleague)
    Invitation.objects.update(invited_at=LATER + timedelta(minutes=1))
    delivering.settle(claimed=claimed, result=Result(left=claimed.letters), now=LATER + timedelta(minutes=2))

    assert invited() == {"Samira", "Joost", "Fatma"}


def test_stopping_twice_changes_nothing_more(released, colleague):
    stop(released, colleague)
    with pytest.raises(mailings.CannotSteer):
        stop(released, colleague)

    assert mailings.cancel_what_waits(mailing=released.mailing, now=LATER) == 0
    assert AuditLine.objects.filter(action="events.invitations_taken_back").count() == 1


def test_what_was_put_back_in_a_stopped_mailing_is_cancelled_by_the_tick(released, colleague):
    stop(released, colleague, at=LATER)
    letter = released.mailing.letters.first()
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.WAITING)
    Parcel.objects.create(mailing=released.mailing, number=9, letter_ids=[letter.pk])

    recovering.tidy(now=LATER)

    letter.refresh_from_db()
    released.mailing.refresh_from_db()
    assert letter.state == LetterState.CANCELLED
    assert released.mailing.finished_at == LATER


def test_who_may_have_had_the_first_letter_stays_invited_when_the_second_is_stopped(released, colleague):
    letter = released.mailing.letters.get(person__given_name="Joost")
    before = [{"id": letter.pk, "state": LetterState.UNKNOWN, "code": None, "reply": "", "reason": ""}]
    Batch.objects.create(
        mailing=released.mailing, parcels=[], number=1, before=before, at=NOW, leaves_at=LATER, finished_at=NOW
    )

    stop(released, colleague)

    assert invited() == {"Joost"}


def test_the_page_says_so_before_somebody_stops_an_invitation(client, released, colleague):
    client.force_login(colleague)

    page = client.get(reverse("newsletter:campaign_stop", args=[released.pk])).content.decode()

    assert "niet uitgenodigd" in page
