import csv
import io
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from events.models import Registration
from newsletter.actions import releases, subscriptions, undoing
from newsletter.models import Campaign, LeftOutPerson
from newsletter.models.subscription import EndSource
from newsletter.queries import results
from post.models import Letter, LetterState, Mailing
from post.queries import progress
from post.replies import SENTENCES
from tests.newsletter.conftest import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def page(released):
    return f"/verzendingen/{released.pk}/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def text(response):
    return " ".join(soup(response).main.get_text(" ").split())


def numbers(response):
    return {
        stat.small.get_text(strip=True): int(stat.b.get_text())
        for stat in soup(response).select("#stand > .stats .stat")
    }


def test_the_numbers_add_up_to_what_was_promised(desk, page, released):
    """Q0"""
    for letter, state in zip(released.mailing.letters.all(), (1, 3, 6), strict=True):
        Letter.objects.filter(pk=letter.pk).update(state=state, code=550 if state == 3 else None)

    shown = numbers(desk.get(page))

    assert shown == {"verstuurd": 1, "wachten": 0, "opnieuw proberen": 0, "niet gelukt": 1, "onzeker": 1}
    assert sum(shown.values()) == released.mailing.promised


def test_the_page_asks_again_every_two_seconds_while_it_runs_and_then_stops(desk, page, deliver):
    running = soup(desk.get(page)).select_one("#stand")
    deliver()
    finished = soup(desk.get(page)).select_one("#stand")

    assert (running["hx-trigger"], running["hx-get"]) == ("every 2s", f"{page}?stand=running")
    assert not finished.has_attr("hx-get")


def test_htmx_gets_the_numbers_alone_and_the_whole_page_when_the_state_changed(desk, page, deliver):
    fragment = desk.get(f"{page}?stand=running", headers=HTMX)
    deliver()
    after = desk.get(f"{page}?stand=running", headers=HTMX)

    assert fragment.content.decode().strip().startswith('<div id="stand"')
    assert after.headers["HX-Refresh"] == "true"


def test_a_finished_letter_says_what_became_of_everybody(desk, page, deliver, server):
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="joost")
    deliver()

    shown = text(desk.get(page))

    assert "De verzending is klaar. Van de 3 mensen kregen er 2 de brief. Niemand kreeg hem twee keer." in shown
    assert "550" in shown
    assert str(SENTENCES["1.1"]) in shown


def test_each_number_leads_to_the_people_behind_it(desk, page, released, deliver, server):
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="joost")
    deliver()
    links = soup(desk.get(page)).select("#stand > .stats a")

    lists = {link["href"].split("/")[-2]: text(desk.get(link["href"])) for link in links}

    assert set(lists) == {"verstuurd", "niet-gelukt"}
    assert "Samira" in lists["verstuurd"]
    assert "Joost" not in lists["verstuurd"]
    assert "Joost" in lists["niet-gelukt"]


def test_who_was_left_out_at_the_release_is_told_afterwards_as_it_was_then(
    desk, campaign, make_reader, make_person, line, invitations, agree, colleague
):
    make_reader("Samira")
    never = make_person("Nooit", "Gevraagd")
    never.lines.add(line)
    releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
    agree(never, invitations)

    shown = soup(desk.get(f"/verzendingen/{campaign.pk}/")).select("section[aria-labelledby=h-buiten] tr")
    listed = text(desk.get(f"/verzendingen/{campaign.pk}/niet/geen-toestemming/"))

    assert [" ".join(row.get_text(" ").split()) for row in shown] == ["Gaf geen toestemming voor deze lijst 1"]
    assert "Nooit Gevraagd" in listed
    assert "Samira" not in listed
    assert desk.get(f"/verzendingen/{campaign.pk}/niet/zomaar/").status_code == 404
    undoing.undo(campaign=Campaign.objects.get(pk=campaign.pk), by=colleague, now=NOW)
    assert not LeftOutPerson.objects.exists()


def test_what_is_put_off_says_when_it_is_tried_again(desk, page, deliver, server):
    server.answer("RCPT", "452 4.2.2 mailbox full", about="joost")
    deliver()

    shown = text(desk.get(page))

    listed = text(desk.get(f"{page}brieven/later/"))

    for each in (shown, listed):
        assert re.search(r"opnieuw op 1 september om 10\.\d\d uur", each)
        assert "452 4.2.2" in each
        assert "mailbox full" in each
    assert "Je hoeft niets te doen" in shown


def test_an_uncertain_letter_is_explained_honestly(desk, page, released):
    released.mailing.letters.filter(person__given_name="Joost").update(state=LetterState.UNKNOWN, reason="no_answer")

    assert "We sturen hem niet nog een keer, zodat niemand hem twee keer krijgt." in text(desk.get(page))


def test_answers_are_counted_and_lead_to_who_gave_them(desk, page, released, deliver):
    deliver()
    for name, state in (("Samira", "coming"), ("Joost", "declined")):
        person = released.mailing.letters.get(person__given_name=name).person
        told = {"state": state, "answered_at": NOW, "came": state == "coming"}
        Registration.objects.create(event=released.event, person=person, **told)

    forgotten = Letter.objects.filter(person__given_name="Fatma")
    forgotten.update(person=None)
    counted = dict(results.outcomes(released, progress(released.mailing)))
    came, were_there = (text(desk.get(f"{page}antwoorden/{slug}/")) for slug in ("komt", "waren-er"))

    assert {outcome.value: number for outcome, number in counted.items()} == {
        "komt": 1,
        "wachtlijst": 0,
        "komt-niet": 1,
        "geen-antwoord": 0,
        "waren-er": 1,
        "uitgeschreven": 0,
    }
    for listed in (came, were_there):
        assert "Samira" in listed
        assert "Joost" not in listed


def test_who_left_through_this_letter_is_counted_here_and_not_elsewhere(desk, page, released, deliver, make_reader):
    deliver()
    samira = released.mailing.letters.get(person__given_name="Samira").person
    newsletter = released.newsletter
    subscriptions.end(person=samira, newsletter=newsletter, how=EndSource.PAGE, now=NOW, through=released)
    subscriptions.end(person=make_reader("Elders"), newsletter=newsletter, how=EndSource.PAGE, now=NOW)

    shown = text(desk.get(f"{page}antwoorden/uitgeschreven/"))

    assert "Samira" in shown
    assert "Elders" not in shown


def test_a_letter_is_paused_goes_on_and_is_stopped(desk, page, released, deliver, server):
    """F23"""
    desk.post(f"{page}pauze/")
    deliver()
    paused = dict(server.recipients)
    shown = text(desk.get(page))
    desk.post(f"{page}verder/")
    desk.post(f"{page}stop/")
    deliver()

    assert "De verzending staat stil." in shown
    assert (paused, dict(server.recipients)) == ({}, {})
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.CANCELLED}
    assert set(AuditLine.objects.filter(action__startswith="mailing.").values_list("action", flat=True)) >= {
        "mailing.paused",
        "mailing.resumed",
        "mailing.cancelled",
    }


def test_stopping_is_asked_for_first(desk, page):
    asked = desk.get(f"{page}stop/")

    assert "0 mensen hebben de brief al. De andere 3 krijgen hem niet." in text(asked)
    assert Mailing.objects.get().cancelled_at is None


def test_what_cannot_be_steered_any_more_says_so(desk, page, deliver):
    deliver()

    pages = [desk.post(f"{page}{what}/", follow=True) for what in ("pauze", "verder", "stop")]

    assert all(shown.status_code == 200 for shown in pages)
    assert all(soup(shown).select_one(".msg--bad:not([data-trouble])") for shown in pages)


def test_the_file_of_what_went_wrong_calculates_nothing_and_leaves_a_trace(desk, page, released, deliver, server):
    """Z33"""
    person = released.mailing.letters.get(person__given_name="Joost").person
    type(person).objects.filter(pk=person.pk).update(family_name='=HYPERLINK("http://x")')
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="joost")
    deliver()

    response = desk.get(f"{page}niet-gelukt.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert response.headers["Content-Disposition"] == f'attachment; filename="verzending-{released.pk}-niet-gelukt.csv"'
    assert [len(rows), rows[1][0][:2]] == [2, "'="]
    assert rows[1][5:7] == ["550 5.1.1", "no such mailbox"]
    assert AuditLine.objects.get(action="campaign.troubles_exported").facts == {"number": 1}


def test_a_letter_for_later_says_when_it_leaves(desk, campaign, colleague, make_reader):
    make_reader()
    at = NOW + timedelta(days=2)
    releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version, at=at)

    shown = text(desk.get(f"/verzendingen/{campaign.pk}/"))

    assert "Gaat weg op donderdag 3 september om 10.00 uur" in shown
    assert "ingepland" in shown


def test_the_letter_that_went_out_can_be_read(desk, page, released):
    Campaign.objects.filter(pk=released.pk).update(body="Later veranderd in de rij")
    Mailing.objects.filter(pk=released.mailing_id).update(subject="[voornaam], kom je?")
    shown = desk.get(f"{page}brief/")

    frame = desk.get(soup(shown).iframe["src"]).content.decode()

    assert soup(shown).h1.get_text() == "Nadia, kom je?"
    assert "Beste Nadia," in frame
    assert "Later veranderd" not in frame


def test_a_draft_leads_to_the_making_of_it(desk, campaign):
    assert desk.get(f"/verzendingen/{campaign.pk}/").url == f"/verzendingen/{campaign.pk}/wie/"


@pytest.mark.parametrize("address", ["brieven/iets/", "antwoorden/iets/"])
def test_a_list_that_does_not_exist_is_not_found(desk, page, address):
    assert desk.get(f"{page}{address}").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_ask_as_much_however_many_letters_there_are(desk, campaign, colleague, make_reader, number):
    for _ in range(number):
        make_reader()
    releases.release(campaign=campaign, by=colleague, now=NOW, version=campaign.version)
    Letter.objects.update(state=LetterState.FAILED, code=550, reply="5.1.1 gone")
    page = f"/verzendingen/{campaign.pk}/"

    with CaptureQueriesContext(connection) as asked:
        first = desk.get(page)
    with CaptureQueriesContext(connection) as letters:
        desk.get(f"{page}brieven/niet-gelukt/")
    second = desk.get(f"{page}?page=2")

    assert (len(asked) <= 16, len(letters) <= 8) == (True, True), (len(asked), len(letters))
    assert len(soup(first).select("#problemen tbody tr")) == min(number, 20)
    assert len(soup(second).select("#problemen tbody tr")) == (10 if number > 1 else 1)


@pytest.mark.parametrize("number", [1, 4])
def test_lists_of_what_runs_and_what_was_sent_count_all_in_one_go(desk, campaign, colleague, make_person, number):
    from newsletter.actions import campaigns
    from newsletter.models import Subscription

    for _ in range(number):
        made = campaigns.copy(campaign=campaign, by=colleague, now=NOW)
        person = make_person()
        person.lines.add(*campaign.audience.lines.all())
        Subscription.objects.create(
            person=person, newsletter=campaign.newsletter, wording="Ja", source="form", agreed_at=NOW
        )
        releases.release(campaign=made, by=colleague, now=NOW, version=made.version)

    with CaptureQueriesContext(connection) as queries:
        running = desk.get("/verzendingen/lopend/")
    start = desk.get("/verzendingen/start/")
    Mailing.objects.update(finished_at=NOW)
    sent = desk.get("/verzendingen/verstuurd/")

    assert len(queries) <= 8
    assert [len(soup(found).select(".lines > li")) for found in (running, start, sent)] == [number] * 3
    assert "0 van 1 verstuurd" in running.content.decode()


def test_the_start_page_says_when_nothing_is_on_its_way(desk):
    assert "Er is nu niets onderweg." in desk.get("/verzendingen/start/").content.decode()


def test_the_numbers_of_what_came_of_it_are_those_of_their_lists(desk, page, released, deliver, make_reader):
    deliver()
    for name, state in (("Samira", "coming"), ("Joost", "declined")):
        person = released.mailing.letters.get(person__given_name=name).person
        Registration.objects.create(event=released.event, person=person, state=state, answered_at=NOW)
    elsewhere = make_reader("Elders")
    Registration.objects.create(event=released.event, person=elsewhere, state="coming", answered_at=NOW)

    counted = results.outcomes(released, progress(released.mailing))

    assert counted == [(outcome, results.people_with(released, outcome).count()) for outcome, _number in counted]


def test_the_page_says_how_many_letters_are_in_the_hands_of_a_worker(desk, page, released):
    released.mailing.parcels.update(state="claimed", owner="worker", claimed_at=NOW, lease_until=NOW)

    assert "3 ervan vertrekken nu" in text(desk.get(page))


def test_while_the_letters_stand_still_nothing_is_said_to_leave_now(desk, page, released):
    released.mailing.parcels.update(state="claimed", owner="worker", claimed_at=NOW, lease_until=NOW)
    Mailing.objects.update(paused_at=NOW)

    assert "vertrekken nu" not in text(desk.get(page))
