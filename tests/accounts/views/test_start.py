from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup

from accounts.views.start import greeting

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MENU = {
    "line_staff": ["Start", "Netwerk", "Bijeenkomsten", "Verzendingen"],
    "editor": ["Start", "Netwerk", "Bijeenkomsten", "Verzendingen"],
    "platform_coordinator": ["Start", "Netwerk", "Bijeenkomsten", "Verzendingen"],
    "privacy_officer": ["Start", "Netwerk", "Bijeenkomsten", "Verzendingen", "Beheer"],
    "administrator": ["Start", "Netwerk", "Bijeenkomsten", "Verzendingen", "Beheer"],
    "member": ["Start", "Bijeenkomsten"],
    "": ["Start", "Bijeenkomsten"],
}


def page_of(client, user):
    client.force_login(user)
    return BeautifulSoup(client.get("/").text, "lxml")


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "Goedenacht"), (9, "Goedemorgen"), (12, "Goedemiddag"), (17, "Goedemiddag"), (18, "Goedenavond")],
)
def test_the_greeting_fits_the_part_of_the_day(hour, words):
    from django.utils import translation

    with translation.override("nl"):
        assert greeting(datetime(2025, 9, 18, hour, 0, tzinfo=AMSTERDAM)) == words


@time_machine.travel(datetime(2025, 9, 18, 9, 12, tzinfo=AMSTERDAM), tick=False)
def test_it_greets_by_name_and_says_the_day(client, colleague):
    page = page_of(client, colleague)

    assert page.h1.get_text() == "Goedemorgen, Nadia"
    assert page.select_one(".lede").get_text() == "Donderdag 18 september 2025."


@pytest.mark.parametrize("role", MENU)
def test_the_menu_holds_what_this_role_can_use_and_no_dead_links(client, make_user, role):
    user = make_user(*filter(None, [role]))
    links = page_of(client, user).select("#menu a")

    assert [link.get_text() for link in links] == MENU[role]
    assert {client.get(link["href"]).status_code for link in links} == {200}


@pytest.mark.parametrize("role", ["line_staff", "member", ""])
def test_each_section_is_filled_by_its_own_room(client, make_user, role):
    user = make_user(*filter(None, [role]))
    page = page_of(client, user)
    fetched = [part["hx-get"] for part in page.select("[hx-get]")]

    answers = [client.get(address, headers={"HX-Request": "true"}) for address in fetched]

    assert len(fetched) == (6 if role == "line_staff" else 1)
    assert {answer.status_code for answer in answers} == {200}
    assert not any("<html" in answer.text for answer in answers)


def test_somebody_without_a_role_reads_what_they_can_do_here(client, somebody):
    text = page_of(client, somebody).get_text()

    assert "Met een account ben je nog geen lid van de KIS-community." in text


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("line_staff", ["Jouw taken", "Contactbeloften", "Verzendingen die lopen"]),
        ("editor", ["Verzendingen die lopen", "Jouw taken", "Contactbeloften"]),
        ("privacy_officer", ["Exports die op jou wachten", "Jouw taken", "Contactbeloften"]),
    ],
)
def test_what_asks_for_somebody_stands_first(client, make_user, role, first):
    page = page_of(client, make_user(role))

    assert [head.get_text() for head in page.select("main h2")][:3] == first
