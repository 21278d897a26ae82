"""From release to mail server: who is promised a letter, what stands in it, and what stops it."""

import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from events.models import Invitation
from newsletter.actions import campaigns, releases
from newsletter.actions.releases import CannotRelease, CannotTry
from newsletter.models import Campaign
from newsletter.models.subscription import EndSource
from post.models import Letter, LetterState, Mailing
from tests.newsletter.conftest import NOW

LATER = NOW + timedelta(days=2)


def release(campaign, by, **how):
    return releases.release(campaign=campaign, by=by, now=NOW, **{"version": campaign.version, **how})


def test_a_release_promises_each_reader_a_letter_and_invites_them(released, colleague):
    people = set(released.mailing.letters.values_list("person__given_name", flat=True))

    assert people == {"Samira", "Joost", "Fatma"}
    assert set(Invitation.objects.values_list("person__given_name", "invited_by")) == {
        (name, colleague.pk) for name in people
    }
    assert released.mailing.promised == 3
    assert AuditLine.objects.get(action="campaign.released").facts == {"mailing": released.mailing_id, "promised": 3}


def test_who_is_left_out_gets_no_letter(campaign, colleague, make_reader, make_person, line):
    make_reader("Samira")
    make_person("Never agreed").lines.add(line)

    assert release(campaign, colleague) == 1
    assert Letter.objects.get().person.given_name == "Samira"


def test_the_text_stands_still_from_the_release(released, colleague):
    with pytest.raises(campaigns.AlreadyReleased):
        campaigns.write(
            campaign=released, title="x", subject="x", body="x", version=released.version, by=colleague, now=NOW
        )
    with pytest.raises(campaigns.AlreadyReleased):
        campaigns.delete(campaign=released, by=colleague)


def test_it_goes_out_once_and_the_second_is_told_by_whom(released, colleague):
    with pytest.raises(CannotRelease, match="Nadia Bouzid"):
        release(released, colleague)

    assert Mailing.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subject": " "}, "onderwerp"),
        ({"body": ""}, "tekst"),
        ({"body": "Beste [voornam]"}, r"\[voornam\]"),
        ({"subject": "[Voornaam], kom je?"}, r"\[Voornaam\]"),
    ],
)
def test_words_that_make_no_letter_are_refused_by_their_name(campaign, colleague, make_reader, change, reason):
    make_reader()
    Campaign.objects.filter(pk=campaign.pk).update(**change)

    with pytest.raises(CannotRelease, match=reason):
        release(campaign, colleague)

    assert not Letter.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"), [({"cancelled_at": NOW}, "gaat niet door"), ({"held_on": NOW.date()}, "al begonnen")]
)
def test_nobody_is_invited_to_what_is_over_or_off(campaign, colleague, make_reader, change, reason):
    make_reader()
    type(campaign.event).objects.filter(pk=campaign.event_id).update(**change)

    with pytest.raises(CannotRelease, match=reason):
        release(campaign, colleague)


def test_a_letter_to_nobody_is_refused_whole(campaign, colleague):
    with pytest.raises(CannotRelease, match="Niemand"):
        release(campaign, colleague)

    assert not Mailing.objects.exists()


def test_what_a_colleague_changed_meanwhile_must_be_looked_at_first(campaign, colleague, make_reader):
    make_reader()

    with pytest.raises(CannotRelease, match="Een collega veranderde"):
        release(campaign, colleague, version=campaign.version - 1)


@pytest.mark.parametrize(
    ("at", "reason"), [(NOW - timedelta(minutes=1), "voorbij"), (NOW + timedelta(days=90), "al begonnen")]
)
def test_the_moment_lies_ahead_and_before_the_event(campaign, colleague, make_reader, at, reason):
    make_reader()

    with pytest.raises(CannotRelease, match=reason):
        release(campaign, colleague, at=at)


def test_a_letter_for_later_waits_for_its_moment(campaign, colleague, make_reader, server, deliver):
    make_reader("Samira", address="samira@gemeente.example.org")
    release(campaign, colleague, at=LATER)

    deliver(at=LATER - timedelta(seconds=1))
    early = dict(server.recipients)
    deliver(at=LATER)

    assert (early, dict(server.recipients)) == ({}, {"samira@gemeente.example.org": 1})


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_release_it_once(campaign, colleague, make_user, make_reader):
    """F15: double click, or two people."""
    make_reader()
    outcomes, ready = [], threading.Barrier(4)

    def press(user):
        from django.db import connection

        ready.wait()
        try:
            outcomes.append(release(campaign, user))
        except CannotRelease as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in (colleague, make_user("editor")) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(outcomes) == 4
    assert outcomes.count(1) == 1
    assert all("al vrij" in outcome for outcome in outcomes if outcome != 1)
    assert Letter.objects.count() == Mailing.objects.count() == Invitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_letters_for_one_event_released_at_once_write_to_nobody_twice(campaign, colleague, make_reader):
    """F25"""
    make_reader()
    other = campaigns.copy(campaign=campaign, by=colleague, now=NOW)
    outcomes, ready = [], threading.Barrier(2)

    def press(which):
        from django.db import connection

        ready.wait()
        try:
            outcomes.append(release(which, colleague))
        except CannotRelease:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[which]) for which in (campaign, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(map(str, outcomes)) == ["1", "refused"]
    assert Letter.objects.count() == 1


def test_the_letter_carries_the_headers_of_its_list(received, settings):
    """M1, M3, M9, M10, B5"""
    message = received["samira"].message
    link = re.fullmatch(rf"<({settings.BASE_URL}/uitschrijven/[\w-]+/)>", message["List-Unsubscribe"])[1]

    assert message.get_all("List-Unsubscribe") == [f"<{link}>"]
    assert message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert message.get_all("List-Id") == ['"uitnodigingen" <uitnodigingen.kis.example.org>']
    assert message.get_all("List-Post") == ["NO"]
    assert "samira" not in link
    assert message["List-Unsubscribe"] != received["joost"].message["List-Unsubscribe"]


def test_the_list_keeps_its_id_when_it_gets_another_name(invitations, received):
    """M9"""
    from newsletter import letters

    invitations.name = "Kom je ook?"

    assert letters.list_id_of(invitations) == received["samira"].message["List-Id"].replace('"', "")


def test_the_letter_speaks_to_its_reader_and_says_who_writes_and_how_to_leave(received):
    """T3, M16"""
    message = received["samira"].message
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()

    assert message["Subject"] == "Kom je naar ‘Aanpak institutioneel racisme’ op 26 oktober?"
    for words in ("Beste Samira", "maandag 26 oktober 2026", "10.00 tot 12.30 uur", "Ik kom", "Ik kan niet"):
        assert words in text
        assert words in html
    for words in ("Kennisplatform Inclusief Samenleven", "s…@gemeente.example.org", "/uitschrijven/"):
        assert words in text
        assert words in html
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 90


def test_two_letters_differ_in_their_own_fields_and_links_alone(received):
    """T5, T6: no pixel, nothing remote, nothing that could tell who looked."""
    bodies = [
        re.sub(r"(antwoord/ja|antwoord/nee|uitschrijven|voorkeuren|waarom)/[\w-]+/", r"\1/TOKEN/", html)
        for html in (received[name].message.get_body(("html",)).get_content() for name in ("samira", "joost"))
    ]
    masked = [
        body.replace("Samira", "NAAM").replace("Joost", "NAAM").replace("s…@", "…@").replace("j…@", "…@")
        for body in bodies
    ]

    assert masked[0] == masked[1]
    assert "TOKEN" in masked[0]
    assert "<img" not in masked[0]
    assert re.findall(r"(?:src|background)=|url\(|@import|<link", masked[0]) == []


def test_who_leaves_while_it_runs_is_skipped(released, server, deliver, invitations):
    """M8, Q3, F21"""
    from newsletter.actions import subscriptions

    joost = released.mailing.letters.get(person__given_name="Joost")
    subscriptions.end(person=joost.person, newsletter=invitations, how=EndSource.ONE_CLICK, through=released, now=NOW)
    deliver()

    joost.refresh_from_db()
    assert (joost.state, joost.reason) == (LetterState.SKIPPED, "stopped")
    assert "joost2@gemeente.example.org" not in server.recipients
    assert sum(server.recipients.values()) == 2


@pytest.fixture
def confirmed(colleague):
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
    return colleague


def test_a_test_goes_to_the_colleague_alone_and_records_nothing(campaign, confirmed, make_reader, server, deliver):
    """Z30"""
    make_reader()
    releases.send_proof(campaign=campaign, to=confirmed, now=NOW)
    deliver()

    assert dict(server.recipients) == {confirmed.email: 1}
    letter = Letter.objects.get()
    assert (letter.person, letter.mailing.letter_class) == (None, "test")
    assert not Invitation.objects.exists()
    campaign.refresh_from_db()
    assert campaign.mailing is None


def test_a_test_shows_the_colleague_as_the_reader_and_its_links_say_that_it_is_one(
    campaign, confirmed, server, deliver, client
):
    releases.send_proof(campaign=campaign, to=confirmed, now=NOW)
    deliver()

    message = server.received[0].message
    text = message.get_body(("plain",)).get_content()
    assert message["Subject"].startswith("Proef: ")
    assert "Beste Nadia," in text
    links = re.findall(r"https?://[^/]+(/\S+)", text)
    assert [re.sub(r"[\w-]{30,}", "TOKEN", link) for link in links] == [
        "/verzendingen/proef/ja/TOKEN/",
        "/verzendingen/proef/nee/TOKEN/",
        "/verzendingen/proef/waarom/TOKEN/",
        "/verzendingen/proef/voorkeuren/TOKEN/",
        "/verzendingen/proef/uitschrijven/TOKEN/",
    ]
    for link in links:
        assert "Dit is een proef" in client.get(link).content.decode()


@pytest.mark.parametrize("verified", [None, False])
def test_a_test_goes_nowhere_but_to_a_confirmed_address(campaign, colleague, verified):
    """Z30"""
    if verified is not None:
        EmailAddress.objects.create(user=colleague, email=colleague.email, verified=verified, primary=True)

    with pytest.raises(CannotTry, match="Bevestig"):
        releases.send_proof(campaign=campaign, to=colleague, now=NOW)

    assert not Letter.objects.exists()


def test_of_two_releases_at_once_the_second_counts_what_the_first_promised(campaign, make_reader, colleague):
    """The limit in thirty days holds over all senders: whoever releases waits for their turn before they count."""
    make_reader()

    with CaptureQueriesContext(connection) as asked:
        releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)

    said = [query["sql"] for query in asked]
    turn = next(number for number, words in enumerate(said) if "'newsletter promises'" in words)
    counted = next(number for number, words in enumerate(said) if 'FROM "post_mailing"' in words)
    assert turn < counted
