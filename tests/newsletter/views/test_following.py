from datetime import timedelta

import pytest
from django.core.cache import cache

from newsletter.models import ClickDay, CountedLink
from tests.newsletter.conftest import NOW

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _nobody_clicked_yet():
    cache.clear()


@pytest.fixture
def link(released, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return CountedLink.objects.create(campaign=released, url="https://www.kis.nl/artikel", label="Artikel")


def counted():
    return list(ClickDay.objects.values_list("day", "people", "machines"))


def follow(client, link, agent=FIREFOX, method="get", **headers):
    return getattr(client, method)(f"/k/{link.code}/", headers={"User-Agent": agent, **headers})


def test_a_link_leads_to_the_stored_address_and_is_counted(client, link):
    """T7"""
    answer = follow(client, link)

    assert (answer.status_code, answer.headers["Location"]) == (302, "https://www.kis.nl/artikel")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.cookies == {}
    assert counted() == [(NOW.date(), 1, 0)]


def test_no_other_address_can_be_asked_for(client, link):
    answers = [
        client.get(f"/k/{link.code}/?url=https://elders.example.org"),
        client.get("/k/elders/?next=https://elders.example.org"),
    ]

    assert [answer.headers.get("Location") for answer in answers] == ["https://www.kis.nl/artikel", None]
    assert answers[1].status_code == 404


def test_two_days_are_counted_apart(client, link, time_machine):
    follow(client, link)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    follow(client, link)
    time_machine.shift(60)
    follow(client, link)

    assert counted() == [(NOW.date(), 1, 0), (NOW.date() + timedelta(days=1), 2, 0)]


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "BarracudaSentinel (EE)",
        "Mozilla/5.0 Microsoft Office/16.0 (ms-office; MSOffice 16)",
        "python-requests/2.32",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "Mozilla/5.0 HeadlessChrome/128.0",
    ],
)
def test_a_scanner_is_counted_apart_by_its_name(client, link, agent):
    """T7, F24"""
    follow(client, link, agent)

    assert counted() == [(NOW.date(), 0, 1)]


def test_who_only_asks_what_is_there_is_no_person(client, link):
    """T7, F24"""
    follow(client, link, method="head")
    follow(client, link, **{"Sec-Purpose": "prefetch"})

    assert counted() == [(NOW.date(), 0, 2)]


def test_nobody_clicks_seconds_after_the_first_letter_left(client, link, time_machine):
    """T7"""
    time_machine.move_to(NOW + timedelta(seconds=5), tick=False)
    follow(client, link)

    assert counted() == [(NOW.date(), 0, 1)]


def test_who_follows_many_links_at_once_is_no_person(client, link):
    """T7"""
    for _ in range(7):
        follow(client, link)

    assert counted() == [(NOW.date(), 5, 2)]


def test_nothing_about_who_clicked_is_written_down(client, link):
    """T7"""
    assert {field.name for field in ClickDay._meta.fields} == {"id", "link", "day", "people", "machines"}
