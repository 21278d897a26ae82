from datetime import timedelta

import pytest

from events.models import Registration
from network.models import MailAddress
from newsletter.models import Preference
from newsletter.queries import sender
from post.actions import mailings
from post.models import LetterState
from tests.newsletter.views.test_progress import soup, text


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def page(released):
    return f"/verzendingen/{released.pk}/"


@pytest.fixture
def missed(released, server, deliver):
    """An invitation that Joost's mail server refused, for a reason that is over now."""
    server.answer("RCPT", "554 5.7.1 not now", about="joost")
    deliver()
    server.obey()
    return released


def test_the_page_of_a_letter_that_ended_says_whom_it_missed(desk, page, missed):
    shown = soup(desk.get(page)).select_one("#gemist")

    assert "Eén persoon miste deze brief en kan hem nu wel krijgen." in shown.get_text(" ", strip=True)
    assert shown.a["href"] == f"{page}gemist/"


def test_it_goes_out_after_all_to_whom_it_missed_once(desk, page, missed, server, deliver):
    shown = text(desk.get(f"{page}gemist/"))
    first = desk.post(f"{page}gemist/", follow=True)
    second = desk.post(f"{page}gemist/", follow=True)
    deliver()

    assert "Joost" in shown
    assert "Samira" not in shown
    assert "De brief vertrekt voor 1 persoon." in first.content.decode()
    assert "Wacht tot deze verzending klaar is." in second.content.decode()
    assert set(server.recipients.values()) == {1}
    assert len(server.recipients) == 3


@pytest.fixture
def both_missed(released, server, deliver):
    """An invitation that the mail servers of Joost and Fatma refused, for a reason that is over now."""
    server.answer("RCPT", "554 5.7.1 not now", about="joost")
    deliver()
    released.mailing.letters.filter(person__given_name="Fatma").update(state=LetterState.FAILED, reply="554 5.7.1 no")
    server.obey()
    return released


def letter_of(campaign, name):
    return campaign.mailing.letters.get(person__given_name=name)


def test_q2_it_goes_out_to_one_who_was_ticked_and_to_nobody_who_has_it(desk, page, both_missed):
    """A number of somebody who has the letter, or of another mailing, sends nothing."""
    joost, samira = letter_of(both_missed, "Joost"), letter_of(both_missed, "Samira")

    answer = desk.post(f"{page}gemist/", {"who": "ticked", "letter": [joost.pk, samira.pk, 999_999]}, follow=True)

    waiting = both_missed.mailing.letters.filter(state=LetterState.WAITING)
    assert "De brief vertrekt voor 1 persoon." in answer.content.decode()
    assert list(waiting) == [joost]


def test_who_misses_it_has_a_box_to_tick_and_who_is_uncertain_has_none(desk, page, both_missed):
    before = soup(desk.get(f"{page}gemist/")).select("td input[name=letter]")
    fatma = letter_of(both_missed, "Fatma")
    both_missed.mailing.letters.filter(pk=fatma.pk).update(state=LetterState.UNKNOWN, reason="no_answer")
    after = soup(desk.get(f"{page}gemist/")).select("td input[name=letter]")

    assert [box["aria-label"] for box in before] == ["Kies Fatma Amrani", "Kies Joost Amrani"]
    assert after == []  # one alone needs no choosing


def test_nobody_ticked_is_said_and_sends_nothing(desk, page, both_missed):
    answer = desk.post(f"{page}gemist/", {"who": "ticked"}, follow=True)

    assert "Vink minstens één persoon aan." in answer.content.decode()
    assert not both_missed.mailing.letters.filter(state=LetterState.WAITING).exists()


def test_who_answered_meanwhile_needs_no_invitation(desk, page, missed, now):
    joost = missed.mailing.letters.get(state=LetterState.FAILED).person
    Registration.objects.create(event=missed.event, person=joost, state="coming", answered_at=now)

    assert soup(desk.get(page)).select_one("#gemist") is None
    assert "Niemand is gemist" in text(desk.get(f"{page}gemist/"))


@pytest.mark.parametrize("wish", ["a pause", "fewer", "cap"])
def test_who_wants_none_for_now_is_not_sent_it_after_all(desk, page, missed, now, wish, settings, make_subscriber):
    """The letter itself does not count: who wants fewer letters and was missed by this one may still get it."""
    joost = missed.mailing.letters.get(state=LetterState.FAILED).person
    until = now.date() + timedelta(days=9) if wish == "a pause" else None
    Preference.objects.create(person=joost, fewer=wish == "fewer", paused_until=until, changed_at=now)
    alone = text(desk.get(f"{page}gemist/"))
    if wish != "a pause":
        settings.NEWSLETTER_MOST_IN_30_DAYS = 1 if wish == "cap" else 99
        another = mailings.compose(letter_class="newsletter", title="x", subject="x", text="x", now=now)
        mailings.freeze(mailing=another, people=joost.mail_addresses.values_list("person", "address"), now=now)

    shown = text(desk.get(f"{page}gemist/"))
    sent = desk.post(f"{page}gemist/", follow=True)

    assert ("Eén persoon kan de brief nu krijgen" in alone) == (wish != "a pause")
    assert "Eén andere persoon krijgt hem nog niet" in shown
    assert "De brief vertrekt" not in sent.content.decode()


def test_an_uncertain_letter_needs_a_choice_with_a_warning(desk, page, missed, released):
    released.mailing.letters.filter(person__given_name="Fatma").update(state=LetterState.UNKNOWN, reason="no_answer")
    shown = soup(desk.get(f"{page}gemist/"))
    assert "dan krijgen ze hem twee keer" in shown.main.form.get_text()

    desk.post(f"{page}gemist/")
    assert released.mailing.letters.filter(state=LetterState.WAITING).count() == 1
    released.mailing.letters.filter(state=LetterState.WAITING).update(state=LetterState.FAILED)
    released.mailing.parcels.update(state="done")
    released.mailing.__class__.objects.update(finished_at=released.mailing.released_at)
    desk.post(f"{page}gemist/", {"uncertain": "yes"})

    assert released.mailing.letters.filter(state=LetterState.WAITING).count() == 2


def test_an_event_that_is_off_invites_nobody_after_all(desk, page, missed, now):
    missed.event.cancelled_at = now
    missed.event.save()

    assert soup(desk.get(page)).select_one("#gemist") is None
    answer = desk.post(f"{page}gemist/", follow=True)

    assert "afgelast" in answer.content.decode()
    assert not missed.mailing.letters.filter(state=LetterState.WAITING).exists()


def test_somebody_who_cannot_be_reached_yet_is_counted_and_not_written_to(desk, page, missed):
    MailAddress.objects.filter(address__startswith="joost").delete()

    shown = text(desk.get(f"{page}gemist/"))

    assert "Eén andere persoon krijgt hem nog niet" in shown
    assert "Niemand is gemist" in shown


def test_a_sender_that_stands_in_the_way_is_told_before_the_button(desk, page, both_missed, settings, monkeypatch):
    """M29: with the way to overrule it, and back."""
    before = text(desk.get(f"{page}gemist/"))
    settings.SENDER_MUST_BE_RIGHT = True
    monkeypatch.setattr(sender, "MANY", 1)

    shown = desk.get(f"{page}gemist/")

    assert "Ontvangers vertrouwen" not in before
    assert "Ontvangers vertrouwen onze afzender misschien niet." in text(shown)
    assert soup(shown).select_one(f'a[href="{page}toch/?vanaf=gemist"]')
