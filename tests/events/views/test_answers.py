"""The page behind the links in an invitation."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLine
from events.models import Answer, Registration
from post import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_person):
    return make_person("Samira", "Amrani", "samira@gemeente.example.org")


def address(event, person, coming=True, purpose="answer"):
    token = links.seal(purpose, event.pk, person.pk, 7)
    return reverse("events:answer", args=[coming, token])


def test_the_address_is_the_one_in_the_letters(event, person):
    token = links.seal("answer", event.pk, person.pk, 7)

    assert reverse("events:answer", args=[True, token]) == f"/antwoord/ja/{token}/"
    assert reverse("events:answer", args=[False, token]) == f"/antwoord/nee/{token}/"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_m5_z17_f24_a_look_changes_nothing(client, event, person, now, method):
    for coming in (True, False):
        getattr(client, method)(address(event, person, coming))

    assert not Registration.objects.exists()
    assert not Answer.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_link_scanner_that_presses_send_without_a_choice_decides_nothing(client, event, person, now):
    """F24: the form has two buttons and no choice of its own."""
    response = client.post(address(event, person))

    assert response.status_code == 200
    assert not Registration.objects.exists()


@pytest.mark.parametrize(("coming", "main"), [(True, "Ik kom"), (False, "Ik kan niet")])
def test_the_page_asks_and_puts_the_choice_of_the_link_first(client, event, person, now, coming, main):
    from bs4 import BeautifulSoup

    page = BeautifulSoup(client.get(address(event, person, coming)).content, "lxml")

    assert page.h1.get_text() == "Samira, kom je?"
    assert [button.get_text(strip=True) for button in page.select("main button")] == ["Ik kom", "Ik kan niet"]
    assert page.select_one("main button.btn--main").get_text(strip=True) == main


def test_one_press_records_it_and_the_page_says_what_holds(client, event, person, now, words):
    response = client.post(address(event, person), {"antwoord": "ja"})

    assert response.status_code == 200
    assert Registration.objects.get().state == "coming"
    assert "Je komt Vastgelegd. Je plaats staat vast." in words(response)


def test_the_button_pressed_counts_and_not_the_link_that_led_there(client, event, person, now, words):
    response = client.post(address(event, person, coming=True), {"antwoord": "nee"})

    assert Registration.objects.get().state == "declined"
    assert "Je komt niet" in words(response)


def test_f19_the_same_link_on_phone_and_desk_gives_one_registration(event, person, now):
    pages = [Client().post(address(event, person), {"antwoord": "ja"}) for _device in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert Registration.objects.count() == 1


def test_somebody_changes_their_mind_twice(client, event, person, now):
    for said in ("ja", "nee", "ja"):
        client.post(address(event, person), {"antwoord": said})

    assert list(Answer.objects.order_by("pk").values_list("outcome", flat=True)) == ["coming", "declined", "coming"]


def test_a_full_event_says_so_and_gives_a_place_in_line(client, make_event, make_people, say, words):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    say(event, first)
    say(event, second)

    asked = words(client.get(address(event, third)))
    answered = words(client.post(address(event, third), {"antwoord": "ja"}))

    assert "Alle plaatsen zijn bezet." in asked
    assert "Je bent nummer 2 in de rij." in answered


def test_z18_the_page_stays_out_of_caches_referrers_and_search_engines(client, event, person, now):
    for response in (client.get(address(event, person)), client.post(address(event, person), {"antwoord": "ja"})):
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_z19_a_forwarded_letter_shows_the_first_name_and_nothing_else(client, event, person, say):
    say(event, person)

    page = client.get(address(event, person)).content.decode()

    assert "Samira" in page
    assert "Amrani" not in page
    assert "samira@gemeente.example.org" not in page
    assert "Je komt" not in page


def test_z15_m7_a_token_for_something_else_opens_nothing(client, event, person, now):
    for purpose in ("unsubscribe", "sign_up", "preview"):
        assert client.post(address(event, person, purpose=purpose), {"antwoord": "ja"}).status_code == 404

    assert not Registration.objects.exists()


def test_m7_a_token_answers_for_its_own_event_and_person_alone(client, make_event, make_person, now):
    mine, other = make_event(), make_event()
    me, somebody = make_person(), make_person()

    client.post(address(mine, me), {"antwoord": "ja", "event": other.pk, "person": somebody.pk})

    assert list(Registration.objects.values_list("event", "person")) == [(mine.pk, me.pk)]


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: ("B" if t[0] == "A" else "A") + t[1:], lambda t: t + "A", lambda t: "x"]
)
def test_m6_a_spoilt_token_says_nothing_about_anybody(client, event, person, now, spoil, words):
    token = spoil(links.seal("answer", event.pk, person.pk, 7))

    response = client.post(f"/antwoord/ja/{token}/", {"antwoord": "ja"})

    assert response.status_code == 404
    assert "Deze link werkt niet" in words(response)
    assert event.title not in response.content.decode()
    assert not Registration.objects.exists()


def test_a_link_of_somebody_who_is_gone_says_nothing_either(client, event, person, now):
    link = address(event, person)
    person.delete()

    assert client.get(link).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_z16_once_it_has_begun_the_page_says_so(client, event, person, time_machine, method, words):
    time_machine.move_to(event.begins_at + timedelta(minutes=1))

    response = getattr(client, method)(address(event, person), {"antwoord": "ja"})

    assert response.status_code == 410
    assert "Deze bijeenkomst is al begonnen." in words(response)
    assert not Registration.objects.exists()


def test_an_event_that_is_off_says_so(client, make_event, person, now, words):
    event = make_event(cancelled_at=now)

    response = client.post(address(event, person), {"antwoord": "ja"})

    assert response.status_code == 410
    assert "Deze bijeenkomst gaat niet door." in words(response)


def test_s20_the_press_needs_the_token_of_the_page(event, person, now):
    browser = Client(enforce_csrf_checks=True)
    browser.get(address(event, person))

    assert browser.post(address(event, person), {"antwoord": "ja"}).status_code == 403
    assert not Registration.objects.exists()


def test_the_page_speaks_the_language_of_the_letter(client, event, make_person, now, words):
    person = make_person("Ada", language="en")

    assert "Ada, are you coming?" in words(client.get(address(event, person)))


def test_s13_who_presses_on_and_on_is_told_to_wait(client, event, person, now, monkeypatch):
    from events.views import answers
    from web.limits import Limit

    monkeypatch.setattr(answers, "PRESSES", Limit("answer", times=2))
    pressed = [client.post(address(event, person), {"antwoord": "ja"}) for _ in range(3)]

    assert [response.status_code for response in pressed] == [200, 200, 429]
    assert 0 < int(pressed[-1]["Retry-After"]) <= 3600
