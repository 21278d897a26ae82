import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.actions import selections
from newsletter.models import Campaign
from newsletter.queries.choosing import Selection
from tests.newsletter.conftest import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def who(campaign):
    return f"/verzendingen/{campaign.pk}/wie/"


@pytest.fixture
def text(campaign):
    return f"/verzendingen/{campaign.pk}/tekst/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def stored(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def test_an_event_leads_to_an_invitation_and_looking_makes_none(desk, event, invitations):
    """Z17"""
    page = desk.get(f"/verzendingen/nieuw/?bijeenkomst={event.pk}")
    before = Campaign.objects.count()

    response = desk.post("/verzendingen/nieuw/", {"bijeenkomst": event.pk})

    assert "Aanpak institutioneel racisme" in page.content.decode()
    assert before == 0
    assert response.url == f"/verzendingen/{Campaign.objects.get().pk}/wie/"


@pytest.mark.parametrize(("asked", "status"), [("", 200), ("x", 200), ("99999999", 404), ("9" * 20, 200)])
def test_an_event_that_is_not_there_is_asked_for_or_not_found(desk, event, asked, status):
    response = desk.get(f"/verzendingen/nieuw/?bijeenkomst={asked}")

    assert response.status_code == status


def test_the_audience_is_counted_without_being_saved(desk, who, campaign, make_reader, make_line, make_person):
    other = make_line(7)
    make_reader()
    make_person().lines.add(other)

    fragment = desk.post(who, {"lines": [other.pk], "version": 1, "action": "count"}, headers=HTMX)

    assert "<html" not in fragment.content.decode()
    assert soup(fragment).select_one(".stat b").get_text() == "0"
    assert "Gaf geen toestemming voor deze lijst" in fragment.content.decode()
    assert Selection.of(stored(campaign).audience).lines == (campaign.event.lines.get().pk,)


def test_counting_works_by_a_button_without_javascript(desk, who, line, make_reader):
    make_reader()

    page = desk.post(who, {"lines": [line.pk], "version": 1, "action": "count"})

    assert "<html" in page.content.decode()
    assert soup(page).select_one("#bereik .stat b").get_text() == "1"


def test_every_number_leads_to_its_list(desk, who, line, make_reader, make_person):
    make_reader("Samira")
    make_person("Zonder").lines.add(line)
    page = soup(desk.get(who))

    lists = [desk.get(link["href"]).content.decode() for link in page.select("#bereik a")]

    assert len(lists) == 2
    assert "Samira" in lists[0]
    assert "Zonder" not in lists[0]
    assert "Zonder" in lists[1]
    assert "Samira" not in lists[1]


def test_the_list_behind_a_number_is_that_of_the_choice_on_the_page(desk, campaign, make_line, make_person):
    other = make_line(7)
    make_person("Zeven").lines.add(other)

    page = desk.get(f"/verzendingen/{campaign.pk}/wie/geen-toestemming/?lines={other.pk}")

    assert "Zeven" in page.content.decode()


def test_a_choice_is_saved_and_leads_to_the_text(desk, who, campaign, make_line):
    other = make_line(7)

    response = desk.post(who, {"lines": [other.pk], "provinces": ["NL-UT"], "version": 1})

    assert response.url == f"/verzendingen/{campaign.pk}/tekst/"
    assert Selection.of(stored(campaign).audience) == Selection(lines=(other.pk,), provinces=("NL-UT",))


def test_a_choice_that_a_colleague_overtook_is_shown_beside_theirs(desk, who, campaign, line, make_line):
    other = make_line(7, "Zorg en onderwijs")
    Campaign.objects.filter(pk=campaign.pk).update(version=2)
    campaign.audience.lines.set([other])

    page = desk.post(who, {"lines": [line.pk], "version": 1})

    shown = soup(page)
    assert "Een collega veranderde dit net" in shown.select_one("[role=alert]:not([hidden])").get_text()
    assert "Zorg en onderwijs" in shown.select_one("[role=alert]:not([hidden])").get_text()
    assert shown.select_one("input[name=version]")["value"] == "2"
    assert [box["value"] for box in shown.select("input[name=lines][checked]")] == [str(line.pk)]


@pytest.mark.parametrize("wrong", [{"lines": ["x"]}, {"lines": ["9999999"]}, {"provinces": ["NL-XX"]}, {"version": ""}])
def test_a_choice_that_cannot_be_is_refused_and_not_half_kept(desk, who, campaign, wrong):
    response = desk.post(who, {"version": 1, **wrong})

    assert response.status_code == 200
    assert stored(campaign).version == 1


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_the_audience_asks_as_much_however_many_readers_there_are(desk, who, make_reader, number):
    for _ in range(number):
        make_reader()

    with CaptureQueriesContext(connection) as queries:
        desk.get(who)

    assert len(queries) <= 26, "\n".join(query["sql"][:120] for query in queries)


@pytest.mark.parametrize("number", [1, 30])
def test_a_list_of_readers_is_paged_and_asks_as_much_however_many_there_are(desk, campaign, make_reader, number):
    for _ in range(number):
        make_reader()
    address = f"/verzendingen/{campaign.pk}/wie/krijgt-hem/"

    with CaptureQueriesContext(connection) as queries:
        first = desk.get(address)
    second = desk.get(f"{address}?page=2")

    assert len(queries) <= 13, "\n".join(query["sql"][:120] for query in queries)
    assert (len(soup(first).select("tbody tr")), len(soup(second).select("tbody tr"))) == ((1, 1), (25, 5))[number > 1]


def test_words_are_saved_and_lead_to_the_letter(desk, text, campaign):
    response = desk.post(text, {"title": "Voor mei", "subject": "Kom je?", "body": "Beste [voornaam]", "version": 1})

    assert response.url == f"/verzendingen/{campaign.pk}/bekijk/"
    assert (stored(campaign).subject, stored(campaign).body) == ("Kom je?", "Beste [voornaam]")


def test_a_copy_gets_a_name_of_its_own_where_it_is_written(desk, campaign):
    """Z17"""
    copied = desk.post(f"/verzendingen/{campaign.pk}/kopie/").url.replace("wie", "tekst")
    made = Campaign.objects.exclude(pk=campaign.pk).get()
    shown = soup(desk.get(copied)).select_one("[name=title]")["value"]

    nameless = desk.post(copied, {"title": "", "subject": "x", "body": "x", "version": 1})
    desk.post(copied, {"title": "Tweede ronde", "subject": "x", "body": "x", "version": 1, "action": "stay"})

    assert shown == made.title == f"Kopie van {campaign.title}"
    assert soup(nameless).select_one("#id_title[aria-invalid=true]")
    assert stored(made).title == "Tweede ronde"
    assert soup(desk.get(copied)).h1.get_text() == "Tweede ronde"


def test_an_unknown_field_is_named_and_nothing_typed_is_lost(desk, text, campaign):
    page = desk.post(text, {"title": "Voor mei", "subject": "Kom je?", "body": "Beste [voornam] <b>", "version": 1})

    shown = soup(page)
    assert (
        "We kennen het veld [voornam] niet. Deze bestaan: [voornaam]"
        in shown.select_one("[role=alert]:not([hidden])").get_text()
    )
    assert shown.select_one("textarea").get_text().strip() == "Beste [voornam] <b>"
    assert shown.select_one("input[name=subject]")["value"] == "Kom je?"
    assert stored(campaign).version == 1


def test_the_second_of_two_writers_sees_both_texts_and_chooses(desk, text, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(subject="Van mijn collega", body="Haar tekst", version=2)

    page = desk.post(text, {"title": "Voor mei", "subject": "Van mij", "body": "Mijn tekst", "version": 1})
    shown = soup(page)
    after = desk.post(text, {"title": "Voor mei", "subject": "Van mij", "body": "Mijn tekst", "version": 2})

    assert "Niet bewaard. Een collega veranderde dit net." in page.content.decode()
    assert shown.select_one("textarea").get_text().strip() == "Mijn tekst"
    assert "Haar tekst" in shown.select_one("pre").get_text()
    assert shown.select_one("input[name=version]")["value"] == "2"
    assert after.status_code == 302
    assert stored(campaign).body == "Mijn tekst"


def test_what_was_typed_when_the_session_had_ended_is_there_after_logging_in(client, text, colleague, campaign):
    response = client.post(text, {"title": "Voor mei", "subject": "Kom je?", "body": "Lang getypt", "version": 1})
    kept_before = stored(campaign).version
    client.force_login(colleague)
    page = client.get(text)
    again = client.get(text)

    assert response.url == f"/account/inloggen/?next={text}"
    assert kept_before == 1
    assert "Je tekst is er nog." in page.content.decode()
    assert soup(page).select_one("textarea").get_text().strip() == "Lang getypt"
    assert "Lang getypt" not in again.content.decode()


def test_what_a_stranger_typed_shows_to_nobody_else(client, text, colleague, campaign):
    from django.test import Client

    Client().post(text, {"title": "Voor mei", "subject": "x", "body": "van een vreemde", "version": 1})
    client.force_login(colleague)

    assert "van een vreemde" not in client.get(text).content.decode()


def test_text_for_a_letter_that_was_released_meanwhile_is_not_lost(desk, released):
    page = desk.post(
        f"/verzendingen/{released.pk}/tekst/",
        {"title": "Voor mei", "subject": "Te laat", "body": "Te laat getypt", "version": 1},
    )

    assert "Niet bewaard." in page.content.decode()
    assert soup(page).select_one("textarea").get_text().strip() == "Te laat getypt"
    assert stored(released).body != "Te laat getypt"


def test_a_released_letter_leads_to_how_it_goes(desk, released):
    pages = [desk.get(f"/verzendingen/{released.pk}/{step}/") for step in ("wie", "tekst", "bekijk", "verwijderen")]

    assert {page.url for page in pages} == {f"/verzendingen/{released.pk}/"}


def test_fields_are_offered_and_listed(desk, text):
    shown = soup(desk.get(text))

    offered = [button["data-insert"] for button in shown.select("button[data-insert]")]
    assert offered == ["[voornaam]", "[achternaam]", "[naam]", "[organisatie]"]
    assert all(field in shown.get_text() for field in offered)


def test_a_campaign_is_deleted_after_asking(desk, campaign):
    asked = desk.get(f"/verzendingen/{campaign.pk}/verwijderen/")
    still = Campaign.objects.count()

    desk.post(f"/verzendingen/{campaign.pk}/verwijderen/")

    assert "verdwijnt" in asked.content.decode()
    assert (still, Campaign.objects.count()) == (1, 0)


def test_a_copy_opens_to_be_changed(desk, campaign):
    response = desk.post(f"/verzendingen/{campaign.pk}/kopie/", follow=True)

    assert re.search(r"Kopie van Uitnodiging", response.content.decode())
    assert Campaign.objects.count() == 2


def test_lists_have_words_when_they_are_empty_and_pages_when_they_are_long(desk, event, invitations, colleague, now):
    from newsletter.actions import campaigns

    empty = [desk.get(f"/verzendingen/{tab}").content.decode() for tab in ("", "lopend/", "verstuurd/")]
    for _ in range(21):
        campaigns.create(event=event, by=colleague, now=now)

    with CaptureQueriesContext(connection) as queries:
        first = desk.get("/verzendingen/")
    second = desk.get("/verzendingen/?page=2")

    assert ["Er is niets in de maak" in empty[0], "Er is niets onderweg" in empty[1], "nog niets verstuurd" in empty[2]]
    assert (len(soup(first).select(".lines > li")), len(soup(second).select(".lines > li"))) == (20, 1)
    assert len(queries) <= 8


def test_a_saved_selection_is_ticked_and_a_colleagues_own_one_is_not_offered(
    desk, who, campaign, colleague, make_user, make_reader
):
    told = {"of": "people", "asked": {}, "now": NOW}
    mine = selections.keep(name="Van mij", shared=False, by=colleague, **told)
    hers = selections.keep(name="Van haar", shared=False, by=make_user("editor"), **told)
    make_reader()

    page = soup(desk.get(who))
    desk.post(who, {"selections": [mine.pk], "version": campaign.version})
    refused = soup(desk.post(who, {"selections": [hers.pk], "version": campaign.version + 1}))

    assert [box["value"] for box in page.select("input[name=selections]")] == [str(mine.pk)]
    assert Selection.of(stored(campaign).audience) == Selection(selections=(mine.pk,))
    assert refused.select("[role=alert]:not([hidden])")


def test_an_invitation_begins_with_the_selection_it_was_made_for(desk, event, invitations, colleague, make_user):
    told = {"of": "people", "asked": None, "shared": False, "now": NOW}
    mine = selections.keep(name="Van mij", by=colleague, **told)
    hers = selections.keep(name="Van haar", by=make_user("editor"), **told)
    url = f"/verzendingen/nieuw/?selections={mine.pk}&selections={hers.pk}&bijeenkomst={event.pk}"

    page = soup(desk.get(url))
    desk.post(url, {"bijeenkomst": event.pk})

    assert [said.text for said in page.select("main section dd")] == ["Van mij"]
    assert Selection.of(Campaign.objects.get().audience) == Selection(selections=(mine.pk,))
