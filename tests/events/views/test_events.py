"""The pages for everybody."""

from datetime import date, time

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Appearance, Series

pytestmark = pytest.mark.django_db
LIST = reverse("events:event_list")


def titles(response):
    page = BeautifulSoup(response.content, "lxml")
    return [link.get_text() for link in page.select(".lines .grow strong")]


def test_everybody_sees_the_coming_events_that_are_published_soonest_first(client, make_event, now):
    make_event("Later", held_on=date(2026, 12, 7))
    make_event("Eerst", held_on=date(2026, 9, 18))
    make_event("Geweest", held_on=date(2026, 9, 17))
    make_event("Geheim", published_at=None)

    assert titles(client.get(LIST)) == ["Eerst", "Later"]
    assert titles(client.get(LIST, {"toon": "geweest"})) == ["Geweest"]


def test_colleagues_also_see_what_is_not_published(desk, make_event, now, words):
    make_event("Geheim", published_at=None)

    response = desk.get(LIST)

    assert titles(response) == ["Geheim"]
    assert "niet op de site" in words(response)


def test_the_list_says_how_full_an_event_is(client, desk, make_event, make_people, say, words):
    make_event("Vol", capacity=1)
    full, open_one = make_event("Vol", capacity=1), make_event("Ruim", capacity=40)
    first, second = make_people(2)
    say(full, first)
    say(full, second)
    say(open_one, first)

    page = words(desk.get(LIST))

    assert "1 van 1 plaats · 1 wacht · 0 uitgenodigd" in page
    assert "vol, wachtlijst" in page
    assert "nog 39 plaatsen" in page


def test_page_two_of_the_list_works(client, make_event, now):
    for number in range(21):
        make_event(f"Bijeenkomst {number:02}", starts_at=time(10, number))

    assert titles(client.get(LIST, {"page": 2})) == ["Bijeenkomst 20"]
    assert len(titles(client.get(LIST))) == 20
    assert titles(client.get(LIST, {"page": "onzin"})) == titles(client.get(LIST))


def test_an_empty_list_says_so(client, now, words):
    assert "Er staat nu niets gepland" in words(client.get(LIST))
    assert "Er is nog niets geweest" in words(client.get(LIST, {"toon": "geweest"}))


@pytest.mark.parametrize("room", ["client", "desk"])
def test_the_list_costs_as_much_for_one_event_as_for_thirty(
    request, make_event, make_people, say, room, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = request.getfixturevalue(room)
    say(make_event(), *make_people(1))
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(LIST)
    series = Series.objects.create(slug="reeks", name="Reeks", organiser="KIS")
    for _ in range(29):
        say(make_event(series=series, capacity=3), *make_people(1))

    with django_assert_num_queries(len(one)):
        browser.get(LIST)


def test_the_page_of_an_event_tells_what_when_where_and_who(client, make_event, make_person, now, words):
    series = Series.objects.create(slug="reeks", name="Inclusief lokaal beleid", organiser="KIS")
    make_event("Eerste", series=series, held_on=date(2026, 9, 28))
    event = make_event(
        series=series,
        summary="Wat kun je ertegen doen?",
        description="Eerste alinea.\n\nTweede & laatste.",
        ends_at=time(12, 30),
        capacity=60,
    )
    speaker = make_person("Kim", "Dankoor", None)
    Appearance.objects.create(event=event, person=speaker, role="presentator", described_as="Vrije Universiteit")

    page = words(client.get(reverse("events:event_detail", args=[event.slug])))

    for said in (
        "Online kennisatelier",
        "2 van 2 in de reeks Inclusief lokaal beleid",
        "maandag 26 oktober 2026, 10.00 tot 12.30 uur",
        "online, je krijgt de link per mail",
        "nog 60 van de 60 plaatsen",
        "Tweede & laatste.",
        "Kim Dankoor presentator, Vrije Universiteit",
        "De reeks: 2 bijeenkomsten",
    ):
        assert said in page


def test_s1_text_of_colleagues_cannot_become_markup(client, make_event, now):
    event = make_event("<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")

    page = client.get(reverse("events:event_detail", args=[event.slug])).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_what_is_not_published_does_not_exist_for_others(client, desk, make_event, make_user, now):
    event = make_event(published_at=None)
    url = reverse("events:event_detail", args=[event.slug])

    assert desk.get(url).status_code == 200
    client.force_login(make_user("member"))
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


def test_a_series_shows_only_what_may_be_seen(client, make_event, now):
    series = Series.objects.create(slug="reeks", name="Reeks", organiser="KIS")
    event = make_event("Open", series=series)
    make_event("Geheim", series=series, published_at=None)

    assert "Geheim" not in client.get(reverse("events:event_detail", args=[event.slug])).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"held_on": date(2026, 9, 1)}, "Deze bijeenkomst is geweest. Aanmelden kan niet meer."),
        ({"cancelled_at": "now"}, "Deze bijeenkomst gaat niet door. Aanmelden kan niet meer."),
    ],
)
def test_what_is_over_or_off_takes_no_sign_ups(client, make_event, now, words, fields, said):
    event = make_event(**{name: now if value == "now" else value for name, value in fields.items()})

    response = client.get(reverse("events:event_detail", args=[event.slug]))

    assert said in words(response)
    assert "given_name" not in response.content.decode()


def test_a_full_event_says_how_many_wait(client, make_event, make_people, say, words):
    event = make_event(capacity=1)
    for person in make_people(3):
        say(event, person)

    page = words(client.get(reverse("events:event_detail", args=[event.slug])))

    assert "Alle plaatsen zijn bezet. Er wachten 2 mensen voor je." in page
    assert "Zet mij op de wachtlijst" in page


def test_the_public_page_names_nobody_who_comes(client, event, make_person, say):
    say(event, make_person("Hava", "Demir", "hava@gemeente.example.org"))

    page = client.get(reverse("events:event_detail", args=[event.slug])).content.decode()

    assert "Demir" not in page
    assert "hava@" not in page


def test_the_page_speaks_english_to_who_asks_for_it(client, event, now, words):
    client.cookies["django_language"] = "en"

    page = words(client.get(reverse("events:event_detail", args=[event.slug])))

    assert "Monday 26 October 2026, 10:00" in page
    assert "What is it about?" in page
