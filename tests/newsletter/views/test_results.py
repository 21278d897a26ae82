import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.actions import campaigns, releases
from newsletter.models import Campaign, ClickDay, CountedLink
from tests.newsletter.conftest import NOW

PAGE = "/verzendingen/resultaten/"


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


def soup(response):
    return BeautifulSoup(response.content, "lxml").main


def text(response):
    return " ".join(soup(response).get_text(" ").split())


def test_each_letter_its_list_and_its_line_are_told(desk, released, deliver):
    deliver()
    shown = desk.get(PAGE)

    tables = soup(shown).select("table.table--many")
    told = [
        [cell.get_text(" ", strip=True) for cell in table.select("tbody tr")[0].select("th, td")] for table in tables
    ]
    assert [row[0].split(" 1 september")[0] for row in told] == [
        "Uitnodiging Aanpak institutioneel racisme",
        "Uitnodigingen voor bijeenkomsten",
        "6 · Institutioneel racisme",
    ]
    assert [row[-9] for row in told] == ["3", "3", "3"]


def test_another_year_list_or_line_is_chosen(desk, released, make_line):
    other = make_line(7, "Ander werk")

    pages = {
        "year": desk.get(f"{PAGE}?jaar=2026"),
        "list": desk.get(f"{PAGE}?lijst={released.newsletter_id}&lijn={released.event.lines.get().pk}"),
        "line": desk.get(f"{PAGE}?lijn={other.pk}"),
        "nonsense": desk.get(f"{PAGE}?jaar=x&lijst=y"),
    }

    assert {name: len(soup(page).select("#lijst tbody tr")) for name, page in pages.items()} == {
        "year": 1,
        "list": 1,
        "line": 0,
        "nonsense": 1,
    }
    assert "In deze keuze is niets verstuurd" in text(pages["line"])


def test_the_growth_of_each_list_has_a_chart_and_the_same_numbers_in_a_table(desk, released):
    shown = soup(desk.get(PAGE))

    chart, table = shown.select_one("svg.chart"), shown.select_one("details table")
    months = table.select("tbody tr")
    assert chart["role"] == "img"
    assert chart.title.get_text()
    assert len(chart.select("circle")) == len(months) == 9
    assert [cell.get_text() for cell in months[-1].select("td")] == ["3", "0"]


def test_without_lists_nothing_is_said_of_a_goal_nor_of_a_dashed_line(desk):
    assert "stippellijn" not in text(desk.get(PAGE))


def test_a_letter_tells_where_people_clicked(desk, released):
    """T7"""
    link = CountedLink.objects.create(
        campaign=released, url="https://www.kis.nl/artikel", label="Wat werkt bij stages?"
    )
    ClickDay.objects.create(link=link, day=NOW.date(), people=1412, machines=96)

    shown = text(desk.get(f"/verzendingen/{released.pk}/"))

    assert "Wat werkt bij stages? 1.412 96" in shown
    assert "We tellen klikken, niet wie er klikte." in shown


def test_who_does_not_work_here_sees_no_results(client, make_user, released):
    client.force_login(make_user("member"))

    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("number", [1, 24])
def test_the_page_asks_as_much_however_many_letters_there_are(desk, released, colleague, make_reader, number):
    for position in range(number - 1):
        made = campaigns.copy(campaign=released, by=colleague, now=NOW)
        make_reader(f"Lezer{position}")
        releases.release(campaign=made, by=colleague, now=NOW, version=made.version)

    with CaptureQueriesContext(connection) as asked:
        desk.get(PAGE)

    assert Campaign.objects.count() == number
    assert len(asked) <= 22
