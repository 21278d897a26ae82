from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from newsletter.actions import releases
from newsletter.models import Campaign, Newsletter
from post.models import Letter, Mailing
from tests.newsletter.conftest import NOW


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def promised(settings, campaign, make_reader, colleague):
    settings.RELEASE_UNDO_SECONDS = 600
    make_reader("Samira", address="samira@gemeente.example.org")
    releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
    return f"/verzendingen/{campaign.pk}/"


def text(response):
    return " ".join(BeautifulSoup(response.content, "lxml").main.get_text(" ").split())


def test_the_release_says_beforehand_that_it_can_be_undone(desk, settings, campaign, make_reader):
    settings.RELEASE_UNDO_SECONDS = 600
    make_reader()

    page = f"/verzendingen/{campaign.pk}/verstuur/"

    assert "De eerste 10 minuten gaat er niets weg" in text(desk.get(page))
    later = text(desk.get(f"{page}?when=later&day=2026-09-03&time=10:00"))
    assert "De eerste" not in later
    assert "Tot dan kun je het ongedaan maken. Hierna kun je de tekst niet meer veranderen." in later


def test_a_moment_within_the_time_for_undoing_is_told_as_the_moment_at_which_it_leaves(
    desk, settings, campaign, make_reader
):
    settings.RELEASE_UNDO_SECONDS = 600
    make_reader()

    shown = text(desk.get(f"/verzendingen/{campaign.pk}/verstuur/?when=later&day=2026-09-01&time=10:05"))

    assert "Gaat weg dinsdag 1 september 2026, 10.10 uur" in shown


def test_the_page_counts_down_and_offers_to_undo(desk, promised):
    shown = desk.get(promised)
    timer = BeautifulSoup(shown.content, "lxml").select_one("[role=timer]")

    assert "Er is nog niets weg." in text(shown)
    assert timer["data-countdown"] == "2026-09-01T10:10:00+02:00"


def test_undone_it_is_a_draft_again(desk, promised):
    answer = desk.post(f"{promised}ongedaan/", follow=True)

    assert answer.redirect_chain[-1][0] == f"{promised}bekijk/"
    assert "Niemand kreeg iets" in text(answer)
    assert not Mailing.objects.exists()


def test_what_has_left_offers_no_undo_and_refuses_it(desk, promised, deliver):
    deliver(at=NOW + timedelta(seconds=600))

    page = BeautifulSoup(desk.get(promised).content, "lxml")
    refused = text(desk.post(f"{promised}ongedaan/", follow=True))

    assert page.select("form[action$='/ongedaan/']") == []
    assert "Te laat: de eerste brieven zijn weg." in refused
    assert Letter.objects.count() == 1


def test_it_can_leave_at_once(desk, promised, deliver, server):
    desk.post(f"{promised}meteen/")
    deliver()

    assert dict(server.recipients) == {"samira@gemeente.example.org": 1}


def test_who_came_later_is_shown_and_added_by_one_press(desk, promised, make_reader, deliver, server):
    deliver(at=NOW + timedelta(seconds=600))
    make_reader("Later", address="later@gemeente.example.org")

    page = f"{promised}later-bij/"
    offered = text(desk.get(page))
    answer = desk.post(page, follow=True)
    deliver(at=NOW + timedelta(seconds=1200))

    assert "Er kwam 1 persoon later bij." in offered
    assert "Nog 1 persoon krijgt deze brief." in text(answer)
    assert server.recipients["later@gemeente.example.org"] == 1
    assert "Niemand kwam later bij" in text(desk.get(page))


def test_two_presses_add_once_and_undo_once(desk, promised, make_reader, deliver, settings):
    deliver(at=NOW + timedelta(seconds=600))
    for name in ("First", "Second"):
        make_reader(name)
        added, again = (text(desk.post(f"{promised}later-bij/", follow=True)) for _press in range(2))
    seen = {"batch": BeautifulSoup(desk.get(promised).content, "lxml").select_one("[name=batch]")["value"]}

    undone, again_undone = (text(desk.post(f"{promised}ongedaan/erbij/", seen, follow=True)) for _press in range(2))

    assert "Nog 1 persoon krijgt deze brief." in added
    assert "Er kwam niemand bij: een collega deed het al, of ze gingen weer van de lijst." in again
    assert "Ongedaan gemaakt. 1 persoon krijgt niets." in undone
    assert "Dit is al ongedaan gemaakt, of het is al weg." in again_undone
    assert set(Letter.objects.values_list("person__given_name", flat=True)) == {"Samira", "First"}


def test_who_came_too_late_for_a_stopped_letter_is_listed_with_the_reason(desk, promised, make_reader, deliver):
    deliver(at=NOW + timedelta(seconds=600))
    make_reader("Later", address="later@gemeente.example.org")
    Mailing.objects.update(cancelled_at=NOW)

    said = text(desk.get(f"{promised}later-bij/"))

    assert "Later" in said
    assert "Ze kunnen hem niet meer krijgen" in said
    assert "Stuur hem ook" not in said


def test_beside_the_letter_the_list_of_who_came_later_is_a_link_away(desk, promised, make_reader, deliver):
    deliver(at=NOW + timedelta(seconds=600))
    make_reader("Later", address="later@gemeente.example.org")
    page = f"{promised}later-bij/"

    assert "Bekijk wie" in text(desk.get(page, headers={"HX-Request": "true"}))
    assert "Bekijk wie" not in text(desk.get(page))


def test_who_may_only_read_may_not_undo_or_add(client, promised, make_user):
    client.force_login(make_user("privacy_officer"))

    answers = [client.post(f"{promised}{what}/").status_code for what in ("ongedaan", "meteen", "later-bij")]

    assert answers == [403, 403, 403]
    assert Campaign.objects.get().mailing is not None


def test_who_writes_a_newsletter_but_does_not_send_it_may_undo_it_alone(desk, promised):
    """An editor sends newsletters; line staff write along."""
    Campaign.objects.update(event=None)
    Newsletter.objects.update(slug="kis-nieuwsbrief")

    sent = [desk.post(f"{promised}{what}/").status_code for what in ("meteen", "later-bij", "pauze", "verder", "stop")]
    shown = BeautifulSoup(desk.get(promised).content, "lxml")
    undone = desk.post(f"{promised}ongedaan/").status_code

    assert (sent, undone) == ([403] * 5, 302)
    assert shown.select("#meteen, #later-bij, form[action$='/pauze/']") == []


def test_what_is_added_after_the_release_counts_down_and_can_be_undone(desk, promised, make_reader, deliver):
    deliver(at=NOW + timedelta(seconds=600))
    make_reader("Later", address="later@gemeente.example.org")

    added = desk.post(f"{promised}later-bij/", follow=True)
    timer = BeautifulSoup(added.content, "lxml").select_one("[role=timer]")
    undone = desk.post(f"{promised}ongedaan/erbij/", follow=True)
    again = desk.post(f"{promised}ongedaan/erbij/", follow=True)

    assert timer["data-countdown"] == "2026-09-01T10:10:00+02:00"
    assert "1 persoon krijgt niets" in text(undone)
    assert "Dit is al ongedaan gemaakt" in text(again)
    assert Letter.objects.count() == 1
