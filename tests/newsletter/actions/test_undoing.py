"""After the release: for a while nothing leaves, and it can be undone; later it can only be stopped."""

import threading
from datetime import timedelta

import pytest

from accounts.models import AuditLine
from events.models import Invitation
from newsletter.actions import campaigns, releases, undoing
from newsletter.actions.releases import CannotRelease
from newsletter.models import Campaign
from post import postman
from post.actions.mailings import CannotSteer
from post.actions.undoing import TooLate
from post.models import Letter, Mailing, MailingState, Parcel
from tests.newsletter.conftest import NOW

UNDO = 600


@pytest.fixture
def promised(settings, campaign, make_reader, colleague):
    """The invitation, released a moment ago in a house where a release can be undone for ten minutes."""
    settings.RELEASE_UNDO_SECONDS = UNDO
    for name in ("Samira", "Joost"):
        make_reader(name, address=f"{name.lower()}@gemeente.example.org")
    return release(campaign, colleague)


def release(campaign, by, at=None):
    campaign.refresh_from_db()
    releases.release(campaign=campaign, by=by, now=NOW, version=campaign.version, at=at)
    campaign.refresh_from_db()
    return campaign


def test_nothing_leaves_in_the_ten_minutes_after_the_release(promised, server, deliver):
    deliver(at=NOW + timedelta(seconds=UNDO - 1))
    early = dict(server.recipients)
    deliver(at=NOW + timedelta(seconds=UNDO))

    assert early == {}
    assert dict(server.recipients) == {"samira@gemeente.example.org": 1, "joost@gemeente.example.org": 1}


def test_a_letter_for_later_keeps_its_moment(settings, campaign, make_reader, colleague):
    settings.RELEASE_UNDO_SECONDS = UNDO
    make_reader()
    at = NOW + timedelta(days=2)

    assert release(campaign, colleague, at=at).mailing.not_before == at


def test_an_event_that_begins_before_the_first_letter_may_leave_is_no_reason_to_write(
    settings, campaign, make_reader, colleague
):
    settings.RELEASE_UNDO_SECONDS = UNDO
    make_reader()
    soon = NOW + timedelta(minutes=5)
    type(campaign.event).objects.filter(pk=campaign.event_id).update(held_on=soon.date(), starts_at=soon.time())

    with pytest.raises(CannotRelease, match="al begonnen"):
        release(campaign, colleague)


def test_undone_it_is_as_if_nobody_was_promised_anything(promised, colleague):
    assert undoing.undo(campaign=promised, by=colleague, now=NOW) == 2

    promised.refresh_from_db()
    assert promised.mailing is None
    assert not any(model.objects.exists() for model in (Letter, Parcel, Mailing, Invitation))
    assert AuditLine.objects.get(action="campaign.undone").facts == {"promised": 2}


def test_who_was_invited_before_stays_invited(promised, colleague, make_person):
    earlier = Invitation.objects.create(
        event=promised.event, person=make_person("Eerder"), invited_at=NOW - timedelta(days=1), invited_by=colleague
    )

    undoing.undo(campaign=promised, by=colleague, now=NOW)

    assert list(Invitation.objects.all()) == [earlier]


def test_undone_it_can_be_changed_and_released_again_and_everybody_gets_it_once(promised, colleague, server, deliver):
    undoing.undo(campaign=promised, by=colleague, now=NOW)
    promised.refresh_from_db()
    words = {"title": "Beter", "subject": "Beter", "body": "Dag [voornaam]"}
    campaigns.write(campaign=promised, version=promised.version, by=colleague, now=NOW, **words)
    release(promised, colleague)
    deliver(at=NOW + timedelta(seconds=UNDO))

    assert dict(server.recipients) == {"samira@gemeente.example.org": 1, "joost@gemeente.example.org": 1}
    assert {one.message["Subject"] for one in server.received} == {"Beter"}
    assert Invitation.objects.count() == 2


def test_a_page_that_was_still_open_cannot_release_it_again_unseen(promised, colleague):
    version = promised.version
    undoing.undo(campaign=promised, by=colleague, now=NOW)

    with pytest.raises(CannotRelease, match="Een collega veranderde"):
        releases.release(campaign=promised, by=colleague, now=NOW, version=version)


def test_undoing_twice_changes_nothing_more(promised, colleague):
    undoing.undo(campaign=promised, by=colleague, now=NOW)

    assert undoing.undo(campaign=promised, by=colleague, now=NOW) == 0
    assert AuditLine.objects.filter(action="campaign.undone").count() == 1


def test_what_has_left_cannot_be_undone(promised, colleague, deliver):
    deliver(at=NOW + timedelta(seconds=UNDO))

    with pytest.raises(TooLate):
        undoing.undo(campaign=promised, by=colleague, now=NOW)

    promised.refresh_from_db()
    assert promised.mailing.letters.count() == Invitation.objects.count() == 2


def test_who_cannot_wait_lets_it_leave_at_once(promised, colleague, server, deliver):
    undoing.leave_now(campaign=promised, by=colleague, now=NOW)
    undoing.leave_now(campaign=promised, by=colleague, now=NOW)
    deliver(at=NOW)

    assert sum(server.recipients.values()) == 2
    assert AuditLine.objects.filter(action="mailing.sent_at_once").count() == 1


def test_what_was_undone_cannot_be_sent_at_once(promised, colleague):
    undoing.undo(campaign=promised, by=colleague, now=NOW)

    with pytest.raises(CannotSteer):
        undoing.leave_now(campaign=promised, by=colleague, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_an_undo_and_a_worker_at_the_last_second_exactly_one_wins(promised, colleague, server):
    """Either everybody gets the letter, or nobody was ever promised one."""
    outcomes, ready = [], threading.Barrier(3)
    at = NOW + timedelta(seconds=UNDO)

    def run(what):
        from django.db import connection

        ready.wait()
        try:
            outcomes.append(what())
        except TooLate:
            outcomes.append("too late")
        finally:
            connection.close()

    def work():
        postman.deliver(clock=lambda: at, in_thread=True)
        return "worked"

    undo = lambda: undoing.undo(campaign=promised, by=colleague, now=NOW)  # noqa: E731
    threads = [threading.Thread(target=run, args=[what]) for what in (undo, undo, work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(outcomes) == 3
    released = Campaign.objects.get().mailing is not None
    assert sum(server.recipients.values()) == Letter.objects.count() == (2 if released else 0)
    assert outcomes.count("too late") == (2 if released else 0)
    if released:
        assert Mailing.objects.get().state == MailingState.FINISHED
