"""Answers that a colleague records by hand."""

import pytest
from django.urls import reverse

from events.models import Answer, Registration

pytestmark = pytest.mark.django_db


def page_of(event, person):
    return reverse("events:registration_edit", args=[event.pk, person.pk])


def test_a_colleague_finds_a_person_by_words_that_stay_out_of_the_address(desk, event, make_person, now, words):
    make_person("Hava", "Demir")
    make_person("Paul", "Verhoeven")

    response = desk.post(reverse("events:person_find", args=[event.pk]), {"words": "demir"})
    found = words(desk.get(response.headers["Location"]))

    assert "demir" not in response.headers["Location"]
    assert "Demir, Hava" in found
    assert "Verhoeven" not in found


def test_z39_who_is_found_and_whose_page_is_opened_counts_as_seen(desk, event, make_person, now, counted):
    found, opened = make_person("Hava", "Demir"), make_person("Paul", "Verhoeven")

    desk.post(reverse("events:person_find", args=[event.pk]), {"words": "demir"}, follow=True)
    desk.get(page_of(event, opened))

    assert counted == {found.pk, opened.pk}


def test_nobody_is_shown_before_something_is_sought(desk, event, make_person, now, words):
    make_person("Hava", "Demir")

    assert "Demir" not in words(desk.get(reverse("events:person_find", args=[event.pk])))


def test_an_answer_by_phone_is_recorded_with_who_recorded_it(desk, event, make_person, colleague, now, words):
    person = make_person("Hava", "Demir")

    response = desk.post(page_of(event, person), {"antwoord": "ja"}, follow=True)

    assert "Vastgelegd: Hava Demir komt." in words(response)
    answer = Answer.objects.get()
    assert (answer.person, answer.source, answer.recorded_by) == (person, "staff", colleague)


def test_looking_at_the_page_of_somebody_records_nothing(desk, event, make_person, now):
    person = make_person()

    assert desk.get(page_of(event, person)).status_code == 200
    assert desk.post(page_of(event, person)).status_code == 200
    assert not Registration.objects.exists()


def test_taking_somebody_off_says_that_the_line_moved(desk, make_event, make_people, say, words):
    event = make_event(capacity=1)
    first, second = make_people(2)
    say(event, first)
    say(event, second)

    warned = words(desk.get(page_of(event, first)))
    response = desk.post(page_of(event, first), {"antwoord": "nee"}, follow=True)

    assert "dan gaat de plaats meteen naar de eerste in de rij" in warned
    assert "De wachtlijst schoof op." in words(response)
    assert Registration.objects.get(person=second).state == "coming"


def test_somebody_is_put_on_the_waiting_list_of_a_full_event(desk, make_event, make_people, say, words):
    event = make_event(capacity=1)
    first, second = make_people(2)
    say(event, first)

    response = desk.post(page_of(event, second), {"antwoord": "ja"}, follow=True)

    assert "staat op nummer 1 van de wachtlijst." in words(response)


def test_somebody_is_let_in_before_their_turn(desk, make_event, make_people, say, words):
    event = make_event(capacity=1)
    first, second, third = make_people(3)
    for person in (first, second, third):
        say(event, person)

    response = desk.post(reverse("events:place_give", args=[event.pk, third.pk]), follow=True)

    assert f"{third.full_name} komt nu. De anderen houden hun plek in de rij." in words(response)
    assert "Er komt 1 persoon meer dan er plaatsen zijn." in words(response)
    assert list(event.registrations.waiting().values_list("person", flat=True)) == [second.pk]


def test_giving_a_place_to_who_does_not_wait_is_refused_in_words(desk, event, make_person, say, words):
    person = make_person("Hava", "Demir")
    say(event, person)

    response = desk.post(reverse("events:place_give", args=[event.pk, person.pk]), follow=True)

    assert "Hava Demir staat niet meer op de wachtlijst." in words(response)


def test_after_the_begin_a_colleague_is_told_that_it_is_too_late(desk, event, make_person, time_machine, words):
    person = make_person()
    time_machine.move_to(event.begins_at)

    response = desk.post(page_of(event, person), {"antwoord": "ja"}, follow=True)

    assert "Deze bijeenkomst is al begonnen." in words(response)
    assert not Registration.objects.exists()


def test_the_page_tells_what_happened_so_far(desk, event, make_person, say, colleague, words):
    person = make_person()
    say(event, person)
    say(event, person, coming=False, source="staff", by=colleague)

    page = words(desk.get(page_of(event, person)))

    assert f"komt niet vastgelegd door een collega ({colleague.get_full_name()})" in page
    assert "komt via de mail" in page
