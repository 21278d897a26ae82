"""What programs read of the events."""

import re
from datetime import date, time

import pytest

from events.models import Appearance, Series
from network.models import ProgrammeLine, Theme

EVENTS = "/api/v1/events"


@pytest.fixture
def program(now, make_program):
    """A program that has been here today."""
    program = make_program("events")
    program.get(EVENTS)
    return program


@pytest.fixture
def line(db):
    theme = Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)
    return ProgrammeLine.objects.create(number=4, theme=theme, slug="w", name="W", name_en="W", valid_from=2022)


def titles(answer):
    return [event["title"] for event in answer.json()["items"]]


def test_an_event_is_told_as_its_page_tells_it(program, make_event, line, settings):
    series = Series.objects.create(slug="najaar", name="Najaar", organiser="KIS")
    event = make_event("Stagediscriminatie", summary="Wat helpt.", description="Lang.", series=series, place="Utrecht")
    event.lines.add(line)

    told = program.get(f"{EVENTS}/{event.slug}").json()

    listed = {
        "slug": event.slug,
        "kind": "kennisatelier",
        "title": "Stagediscriminatie",
        "summary": "Wat helpt.",
        "held_on": "2026-10-26",
        "starts_at": "10:00:00",
        "ends_at": None,
        "online": True,
        "place": "Utrecht",
        "called_off": False,
        "lines": [4],
        "series": {"slug": "najaar", "name": "Najaar", "organiser": "KIS"},
        "url": f"{settings.BASE_URL}/bijeenkomsten/{event.slug}/",
    }
    assert told == {**listed, "description": "Lang."}
    assert program.get(EVENTS).json()["items"] == [listed]


def test_the_description_tells_the_times_as_they_are_told(program, make_event, client):
    """Else a program made from the description refuses our answers: the `time` of JSON Schema asks for a zone."""
    make_event("Stagediscriminatie")
    [told] = program.get(EVENTS).json()["items"]

    shapes = client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    for shape in ("EventShown", "EventTold"):
        described, empty = shapes[shape]["properties"]["starts_at"]["anyOf"]
        assert re.search(described["pattern"], told["starts_at"])
        assert (described["type"], empty) == ("string", {"type": "null"})
        assert "format" not in described


def test_coming_events_stand_soonest_first_and_past_ones_latest_first(program, make_event):
    for day, title in ((17, "gisteren"), (18, "vandaag"), (19, "morgen"), (16, "eergisteren")):
        make_event(title, held_on=date(2026, 9, day))

    assert titles(program.get(EVENTS)) == ["vandaag", "morgen"]
    assert titles(program.get(EVENTS, {"when": "past"})) == ["gisteren", "eergisteren"]


def test_an_unpublished_event_does_not_exist(program, make_event):
    hidden = make_event("Nog geheim", published_at=None)
    make_event("Nog geheim, geweest", published_at=None, held_on=date(2026, 9, 1))

    answers = [program.get(f"{EVENTS}/{slug}") for slug in (hidden.slug, "bestaat-niet")]

    assert program.get(EVENTS).json() == {"items": [], "page": 1, "pages": 1, "total": 0}
    assert program.get(EVENTS, {"when": "past"}).json()["total"] == 0
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_event_that_was_called_off_says_so(program, make_event, now):
    make_event(cancelled_at=now)

    assert program.get(EVENTS).json()["items"][0]["called_off"] is True


def test_who_speaks_or_comes_is_not_told(program, event, make_people):
    speaker, guest = make_people(2)
    Appearance.objects.create(event=event, person=speaker, role="spreker", described_as="onderzoeker")
    event.registrations.create(person=guest, state="coming", answered_at=event.published_at)

    said = program.get(EVENTS).text + program.get(f"{EVENTS}/{event.slug}").text

    assert event.slug in said
    assert [word for word in ("Voornaam", "Achternaam", "spreker", "onderzoeker", "@") if word in said] == []


def test_events_come_twenty_on_a_page_for_as_many_queries_as_one(program, make_event, line, django_assert_num_queries):
    series = Series.objects.create(slug="najaar", name="Najaar", organiser="KIS")
    make_event(series=series).lines.add(line)
    with django_assert_num_queries(4):  # token, count, events with their series, lines
        program.get(EVENTS)
    for number in range(30):
        make_event(series=series, starts_at=time(11, number)).lines.add(line)
    with django_assert_num_queries(4):
        first = program.get(EVENTS)

    assert (len(first.json()["items"]), first.json()["pages"], first.json()["total"]) == (20, 2, 31)
    assert len(program.get(EVENTS, {"page": 2}).json()["items"]) == 11
    assert program.get(EVENTS, {"page": 3}).status_code == 404
