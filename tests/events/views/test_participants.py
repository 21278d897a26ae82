"""The page on which colleagues see who comes."""

import csv
import io
import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLine
from events.actions.invitations import invite
from events.models import Registration
from events.views import participants
from network.models import Export, Organisation, Person, Restriction

pytestmark = pytest.mark.django_db


def manage(event, **query):
    return reverse("events:event_manage", args=[event.pk], query=query)


def people_of(response):
    page = BeautifulSoup(response.content, "lxml")
    return [cell.get_text(" ", strip=True) for cell in page.select("tbody th[scope=row] .who > span:last-child")]


@pytest.fixture
def busy(make_event, make_person, say, colleague, now):
    """An event with one place: Anna comes, Bilal waits, Carla declined, Dirk did not answer."""
    event = make_event(capacity=1)
    anna, bilal, carla, dirk = (make_person(name, f"{name}stra") for name in ("Anna", "Bilal", "Carla", "Dirk"))
    invite(event=event, people=Person.objects.filter(pk__in=[bilal.pk, dirk.pk]), by=colleague, now=now)
    say(event, anna)
    say(event, bilal)
    say(event, carla, coming=False)
    return event


def test_the_page_says_how_it_stands(desk, busy, words):
    page = words(desk.get(manage(busy)))

    assert "komt 1 wacht 1 komt niet 1 geen antwoord 1" in page
    assert "1 van 1 plaats bezet. 2 mensen zijn uitgenodigd." in page


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", ["Annastra, Anna", "Bilalstra, Bilal", "Carlastra, Carla", "Dirkstra, Dirk"]),
        ("coming", ["Annastra, Anna"]),
        ("waiting", ["Bilalstra, Bilal"]),
        ("declined", ["Carlastra, Carla"]),
        ("unanswered", ["Dirkstra, Dirk"]),
        ("onzin", ["Annastra, Anna", "Bilalstra, Bilal", "Carlastra, Carla", "Dirkstra, Dirk"]),
    ],
)
def test_the_list_shows_who_is_asked_for(desk, busy, state, expected):
    assert people_of(desk.get(manage(busy, stand=state))) == expected


def test_p11_whom_we_may_not_use_counts_and_is_said_not_to_be_in_the_list(desk, busy, now):
    """They keep their place: without a word, the number would not be the length of the list."""
    anna = Person.objects.get(given_name="Anna")
    Restriction.objects.create(person=anna, asked_on=now.date(), restricted_at=now)

    coming, waiting = (desk.get(manage(busy, stand=state)) for state in ("coming", "waiting"))

    assert people_of(coming) == []
    assert "Eén persoon telt hier mee en staat niet in de lijst" in coming.content.decode()
    assert "staat niet in de lijst" not in waiting.content.decode()


def test_who_waits_stands_in_the_order_of_the_line(desk, make_event, make_person, say, now):
    event = make_event(capacity=1)
    for minutes, name in enumerate(["Eerst", "Zwaan", "Adem"]):
        say(event, make_person("Sam", name), at=now + timedelta(minutes=minutes))

    assert people_of(desk.get(manage(event, stand="waiting"))) == ["Zwaan, Sam", "Adem, Sam"]


def test_z38_words_to_search_with_are_posted_and_never_stand_in_an_address(desk, busy):
    response = desk.post(reverse("events:people_search", args=[busy.pk]), {"words": "Bilal"})

    assert "Bilal" not in response.headers["Location"]
    assert people_of(desk.get(response.headers["Location"])) == ["Bilalstra, Bilal"]


def test_nobody_found_says_what_was_sought(desk, busy, words):
    response = desk.post(reverse("events:people_search", args=[busy.pk]), {"words": "Jansen"}, follow=True)

    assert "Niemand gevonden met ‘Jansen’" in words(response)


def test_page_two_of_the_list_works_and_keeps_the_filter(desk, event, make_people, say):
    for person in make_people(30):
        say(event, person)

    second = desk.get(manage(event, stand="coming", page=2))

    assert len(people_of(second)) == 5
    assert b"stand=coming" in second.content


def test_the_list_costs_as_much_for_one_person_as_for_thirty(
    desk, event, make_people, make_user, say, colleague, now, django_assert_num_queries
):
    def come(number):
        for person in make_people(number):
            say(event, person)
            organisation = Organisation.objects.create(name=f"Organisatie {person.pk}", kind="gemeente")
            person.affiliations.create(organisation=organisation)

    come(1)
    with CaptureQueriesContext(connection) as one:
        desk.get(manage(event))
    come(24)

    with django_assert_num_queries(len(one)):
        desk.get(manage(event))


def test_an_open_page_hears_of_a_new_answer_within_seconds(desk, event, make_person, say, words):
    page = BeautifulSoup(desk.get(manage(event)).content, "lxml")
    asked = page.select_one("[hx-get*='/stand/']")["hx-get"]

    assert desk.get(asked, headers={"hx-request": "true"}).status_code == 204
    say(event, make_person())
    response = desk.get(asked, headers={"hx-request": "true"})

    assert response.status_code == 200
    assert json.loads(response["HX-Trigger"]) == {"standing-changed": {}}
    assert '<b class="num">1</b>' in response.content.decode()


def test_an_open_page_stops_asking_after_half_an_hour(desk, event, now, time_machine):
    page = BeautifulSoup(desk.get(manage(event)).content, "lxml")
    asked = page.select_one("[hx-get*='/stand/']")["hx-get"]
    time_machine.move_to(now + timedelta(seconds=participants.LIVE_FOR + 1))

    response = desk.get(asked, headers={"hx-request": "true"})

    assert response.status_code == 286
    assert "Ververs om het weer live te zien" in response.content.decode()
    assert "hx-get" not in response.content.decode()


def test_a_page_of_what_is_over_does_not_ask_at_all(desk, event, time_machine):
    time_machine.move_to(event.begins_at)

    assert 'hx-trigger="every' not in desk.get(manage(event)).content.decode()


def test_the_search_field_of_an_open_page_is_not_swapped_away(desk, busy):
    fragment = desk.get(manage(busy), headers={"hx-request": "true"})

    assert people_of(fragment)[0] == "Annastra, Anna"
    assert b"zoek-mensen" not in fragment.content
    assert b"<html" not in fragment.content


def export(desk, event, **posted):
    return desk.post(reverse("events:people_export", args=[event.pk]), posted)


def rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_list_can_be_taken_along_as_a_file(desk, busy):
    response = export(desk, busy)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="bijeenkomst-1-20261026.csv"'
    assert response["Cache-Control"] == "no-store"
    assert rows(response)[0] == [
        "Achternaam",
        "Voornaam",
        "Tussenvoegsel",
        "Organisatie",
        "E-mailadres",
        "Stand",
        "Antwoord op",
        "Hoe",
    ]
    anna = Person.objects.get(given_name="Anna")
    assert rows(response)[1] == [
        "Annastra",
        "Anna",
        "",
        "",
        f"person{anna.pk}@gemeente.example.org",
        "komt",
        "18-09-2026 10:00",
        "via de mail",
    ]
    assert rows(response)[4][5:] == ["geen antwoord", "", ""]


def test_z33_who_took_the_list_is_written_down_with_how_many(desk, busy, colleague):
    export(desk, busy, stand="waiting")

    line = AuditLine.objects.get(action="events.participants_exported")
    assert (line.actor, line.object_id, line.facts) == (colleague, busy.pk, {"number": 1, "which": "waiting"})


def test_z39_of_a_large_event_a_second_person_judges_the_list_first(desk, busy, colleague, settings):
    settings.EXPORT_APPROVAL_ABOVE = 1

    asked = export(desk, busy)

    begun = Export.objects.get()
    assert asked.url == reverse("network:export_detail", args=[begun.pk])
    assert (begun.of, begun.asked_by, begun.asked_at) == ("people", colleague, None)
    assert len(begun.keys) > 1
    assert not AuditLine.objects.filter(action="events.participants_exported").exists()
    assert "tweede persoon" in desk.get(asked.url).content.decode()


def test_z33_a_cell_never_becomes_a_formula(desk, event, make_person, say):
    person = make_person('=HYPERLINK("http://elders")', "+31", "wie@gemeente.example.org")
    registration = say(event, person)
    Registration.objects.filter(pk=registration.pk).update(organisation="Bureau; =1+1")

    assert rows(export(desk, event))[1][:4] == [
        "'+31",
        '\'=HYPERLINK("http://elders")',
        "",
        "Bureau; '=1+1",
    ]


def test_taking_the_list_along_takes_as_many_queries_for_one_as_for_thirty(
    desk, event, make_people, say, django_assert_num_queries
):
    say(event, *make_people(1))
    with CaptureQueriesContext(connection) as one:
        export(desk, event)
    for person in make_people(29):
        say(event, person)

    with django_assert_num_queries(len(one)):
        export(desk, event)


def test_the_print_list_has_who_comes_and_nobody_else(desk, busy):
    page = BeautifulSoup(desk.get(reverse("events:people_print", args=[busy.pk])).content, "lxml")

    assert [row.get_text(strip=True) for row in page.select("tbody th")] == ["Annastra, Anna"]
