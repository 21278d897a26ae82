"""A second person for a letter (Z29): who may, what is sent is what was seen, and what ends the question."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditLine
from newsletter.actions import approvals, campaigns, releases
from newsletter.actions.approvals import CannotAsk, CannotDecide
from newsletter.actions.releases import CannotRelease
from newsletter.models import Approval, Campaign
from newsletter.queries.approvals import approvers, stamp_of, to_decide
from post.models import Letter, Mailing
from tests.newsletter.conftest import NOW


@pytest.fixture
def second(make_user):
    return make_user("line_staff", given_name="Emre", family_name="Aksoy")


@pytest.fixture
def strict(settings):
    """A house in which a letter to more than two people needs a second person."""
    settings.NEWSLETTER_APPROVAL_ABOVE = 2


@pytest.fixture
def readers(make_reader):
    return [make_reader(name) for name in ("Samira", "Joost", "Fatma")]


@pytest.fixture
def asked(campaign, colleague, second, readers):
    return ask(campaign, colleague, second)


def ask(campaign, by, of, note=""):
    return approvals.ask(campaign=campaign, of=of, note=note, version=campaign.version, by=by, now=NOW)


def approve(asked, by, **seen):
    seen = {"stamp": stamp_of(asked.campaign), "count": 3, **seen}
    return approvals.approve(approval=asked, by=by, now=NOW, **seen)


def test_a_letter_to_many_needs_a_second_person(campaign, colleague, readers, strict):
    """Z29"""
    with pytest.raises(CannotRelease, match="meer dan 2 mensen"):
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)

    assert not Mailing.objects.exists()


def test_a_letter_to_few_needs_nobody_else(campaign, colleague, make_reader, strict):
    make_reader()

    assert releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version) == 1


def test_the_second_person_sends_exactly_what_they_saw(asked, second, strict):
    """Z29"""
    stamp = stamp_of(asked.campaign)

    promised = approve(asked, second)

    asked.refresh_from_db()
    assert promised == Letter.objects.filter(person__isnull=False).count() == 3
    assert (asked.decided_by, asked.stamp, asked.promised) == (second, stamp, 3)
    assert AuditLine.objects.get(action="campaign.approved").facts == {"asked_by": asked.asked_by_id, "promised": 3}


def test_nobody_approves_their_own_letter(asked, colleague, strict):
    """Z29"""
    with pytest.raises(CannotDecide, match="eigen brief"):
        approve(asked, colleague)
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_letter"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(decided_by=colleague, decided_at=NOW, answer="x")


def test_a_letter_that_changed_since_withdraws_the_question(asked, colleague, second):
    """Z29"""
    words = {"title": "Anders", "subject": "Anders", "body": "Anders"}
    campaigns.write(campaign=asked.campaign, version=asked.version, by=colleague, now=NOW, **words)

    with pytest.raises(CannotDecide, match="voorbij"):
        approve(asked, second)

    asked.refresh_from_db()
    assert asked.withdrawn_at == NOW
    assert not to_decide(second).exists()


def test_a_release_without_the_answer_ends_the_question_on_record_and_tells_who_was_asked(asked, colleague, second):
    """Z29"""
    releases.release(campaign=asked.campaign, by=colleague, now=NOW, version=asked.version)

    asked.refresh_from_db()
    told = Letter.objects.order_by("pk").filter(mailing__letter_class="service").last()
    assert asked.withdrawn_at == NOW
    assert AuditLine.objects.filter(action="campaign.approval_withdrawn", actor=colleague).count() == 1
    assert told.address == second.email
    assert told.mailing.subject.startswith("De vraag over een brief is voorbij")
    assert f"/verzendingen/{asked.campaign_id}/" in told.mailing.text


def test_an_answer_that_releases_ends_nothing_else(asked, second):
    approve(asked, second)

    assert not AuditLine.objects.filter(action="campaign.approval_withdrawn").exists()


def test_words_that_follow_the_event_are_held_against_what_was_seen(asked, second):
    """Z29"""
    seen = stamp_of(asked.campaign)
    type(asked.campaign.event).objects.update(title="Een andere titel")

    with pytest.raises(CannotDecide, match="tekst van de brief"):
        approve(asked, second, stamp=seen)


def test_another_number_of_people_than_was_seen_sends_nothing(asked, second, make_reader, strict):
    """Z29"""
    make_reader("Ahmed")

    with pytest.raises(CannotDecide, match="van 3 naar 4"):
        approve(asked, second)

    assert not Letter.objects.filter(person__isnull=False).exists()
    assert Campaign.objects.get(pk=asked.campaign_id).mailing is None


def test_given_back_with_a_reason_the_asker_hears_it(asked, colleague, second):
    approvals.give_back(approval=asked, answer="Noem de dag in het onderwerp.", by=second, now=NOW)

    letter = Letter.objects.get(address=colleague.email)
    assert "Noem de dag in het onderwerp." in letter.mailing.text
    assert not to_decide(second).exists()
    with pytest.raises(CannotDecide):
        approve(asked, second)


def test_who_is_asked_gets_a_mail_with_the_page(asked, second):
    letter = Letter.objects.get(address=second.email)

    assert f"/verzendingen/{asked.campaign_id}/akkoord/" in letter.mailing.text


def test_asking_anew_takes_the_place_of_the_first_question(asked, colleague, second):
    again = ask(asked.campaign, colleague, second)

    assert list(to_decide(second)) == [again]


def test_the_question_can_be_taken_back(asked, colleague, second):
    approvals.withdraw(campaign=asked.campaign, by=colleague, now=NOW)

    assert not to_decide(second).exists()


def test_a_newsletter_is_approved_by_an_editor_only(issue, colleague, editor, second, make_subscriber):
    make_subscriber()

    with pytest.raises(CannotAsk, match="mag hem niet versturen"):
        ask(issue, colleague, second)
    asked = ask(issue, colleague, editor)

    assert list(approvers(issue, colleague)) == [editor]
    assert list(to_decide(editor)) == [asked]
    assert not to_decide(second).exists()


def test_a_letter_that_cannot_go_out_asks_nobody(campaign, colleague, second):
    with pytest.raises(CannotAsk, match="Niemand"):
        ask(campaign, colleague, second)


def test_an_issue_that_the_check_holds_back_asks_nobody(issue, make_item, editor, colleague, make_subscriber):
    make_subscriber()
    make_item("article", heading="")

    with pytest.raises(CannotAsk, match="Een onderdeel heeft geen kop"):
        ask(issue, colleague, editor)

    assert not Approval.objects.exists()


def test_an_undone_release_is_asked_anew(settings, asked, second, strict):
    settings.RELEASE_UNDO_SECONDS = 600
    approve(asked, second)
    from newsletter.actions import undoing

    undoing.undo(campaign=asked.campaign, by=second, now=NOW)
    campaign = Campaign.objects.get(pk=asked.campaign_id)

    with pytest.raises(CannotRelease, match="tweede"):
        releases.release(campaign=campaign, by=second, now=NOW, version=campaign.version)


@pytest.mark.parametrize(
    "facts",
    [
        {"decided_at": NOW},
        {"answer": "x"},
        {"decided_at": NOW, "decided_by": "second", "stamp": "x"},
        {"decided_at": NOW, "decided_by": "second"},
    ],
)
def test_half_a_decision_is_refused_by_the_database(asked, second, facts):
    told = {name: second if value == "second" else value for name, value in facts.items()}

    with pytest.raises(IntegrityError, match="a_decided_letter_was_sent"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(**told)


def test_a_letter_waits_for_one_approval(asked, second):
    with pytest.raises(IntegrityError, match="a_letter_waits_for_one_approval"), transaction.atomic():
        Approval.objects.create(
            campaign=asked.campaign, version=1, number=1, asked_by=asked.asked_by, asked_of=second, asked_at=NOW
        )
