"""Coming without an invitation."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from events.actions import sign_ups
from events.forms import stamp
from events.models import Registration, SignUp
from events.views import sign_ups as views
from network.models import Person
from post import links
from post.actions import stops
from post.lookup import look_up
from post.models import Letter, LetterState, Stop, StopSource
from web.limits import Limit

pytestmark = pytest.mark.django_db

SAMIRA = {
    "given_name": "Samira",
    "tussenvoegsel": "el",
    "family_name": "Amrani",
    "address": "samira@gemeente.example.org",
    "organisation": "Gemeente Utrecht",
    "website": "",
}


@pytest.fixture
def opened(now):
    """The stamp of a form that was opened a minute ago."""
    return signing.dumps(int(now.timestamp()) - 60, salt="events.sign_up")


@pytest.fixture
def sign_up(client, event, opened):
    """Return a function that sends the form in."""

    def send(**changed):
        return client.post(reverse("events:sign_up", args=[event.slug]), {**SAMIRA, "opened": opened, **changed})

    return send


def link_of(wish):
    return reverse("events:sign_up_confirm", args=[links.seal("sign_up", wish.pk, 0, 7)])


def test_asking_registers_nobody_and_sends_one_letter(sign_up, event, subjects):
    response = sign_up()

    assert response.headers["Location"] == reverse("events:sign_up_asked", args=[event.slug])
    assert not Registration.objects.exists()
    assert not Person.objects.exists()
    assert subjects(address="samira@gemeente.example.org") == [
        "Bevestig je aanmelding voor ‘Aanpak institutioneel racisme’"
    ]


def test_z24_nothing_that_was_typed_stands_in_the_first_letter(sign_up):
    sign_up(given_name="Koop nu", family_name="https://elders.example.org", organisation="Goedkoop")

    mailing = Letter.objects.get().mailing
    everything = f"{mailing.subject} {mailing.text} {mailing.html}"
    assert [typed for typed in ("Koop nu", "elders.example.org", "Goedkoop") if typed in everything] == []


def test_z22_a_known_and_an_unknown_address_get_the_same_answer(sign_up, make_person, say, event):
    say(event, make_person("Samira", "Amrani", "samira@gemeente.example.org"))

    known, unknown = sign_up(), sign_up(address="iemand@gemeente.example.org")

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert SignUp.objects.count() == 2


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_z17_opening_the_letter_confirms_nothing(client, sign_up, method):
    sign_up()

    getattr(client, method)(link_of(SignUp.objects.get()))

    assert not Registration.objects.exists()


def test_p10_who_was_forgotten_signs_up_by_themselves_and_gets_the_letters_about_it(client, sign_up, now):
    stops.stop(address=SAMIRA["address"], how=StopSource.ERASURE, now=now)
    sign_up()
    asked = leaves(Letter.objects.latest("pk"), now)
    held = Stop.objects.holding().exists()

    client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"})

    assert (asked, held) == (True, True)
    assert leaves(Letter.objects.latest("pk"), now)
    assert Stop.objects.get().lifted_at == now


def leaves(letter, now):
    """Tell whether the postman lets this letter leave."""
    (found,) = look_up(mailing=letter.mailing, letters=[letter.pk], today=now.date())
    return found.state == LetterState.WAITING


def test_a_scanner_that_presses_without_a_choice_confirms_nothing(client, sign_up):
    sign_up()

    assert client.post(link_of(SignUp.objects.get())).status_code == 200
    assert not Registration.objects.exists()


def test_one_press_makes_the_person_and_the_registration(client, sign_up, event, words, now):
    sign_up()

    response = client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"})

    person = Person.objects.get()
    assert (person.full_name, person.source) == (
        "Samira el Amrani",
        "Meldde zich aan voor de bijeenkomst ‘Aanpak institutioneel racisme’",
    )
    assert [known.address for known in person.mail_addresses.all()] == ["samira@gemeente.example.org"]
    assert list(Registration.objects.values_list("person", "state", "organisation")) == [
        (person.pk, "coming", "Gemeente Utrecht")
    ]
    assert event.answers.get().source == "form"
    assert "Je komt" in words(response)
    assert response["Referrer-Policy"] == "no-referrer"


def test_pressed_on_the_phone_and_at_the_desk_it_is_one_registration(client, sign_up):
    sign_up()

    pages = [client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"}) for _device in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert (Registration.objects.count(), Person.objects.count()) == (1, 1)


def test_no_erases_what_somebody_else_typed(client, sign_up, words):
    sign_up()

    response = client.post(link_of(SignUp.objects.get()), {"antwoord": "nee"})

    assert "Gewist" in words(response)
    assert not SignUp.objects.exists()
    assert not Person.objects.exists()


def test_no_after_yes_does_not_undo_the_registration(client, sign_up):
    sign_up()
    link = link_of(SignUp.objects.get())
    client.post(link, {"antwoord": "ja"})

    client.post(link, {"antwoord": "nee"})

    assert Registration.objects.get().state == "coming"


def test_who_is_known_by_that_address_and_name_is_not_made_twice(client, sign_up, make_person):
    known = make_person("Samira", "Amráni", "SAMIRA@gemeente.example.org")
    sign_up()

    client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"})

    assert Registration.objects.get().person == known


def test_two_people_behind_one_mailbox_stay_two_people(client, sign_up, make_person):
    make_person("Joost", "Berg", "samira@gemeente.example.org")
    sign_up()

    client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"})

    assert Registration.objects.get().person.full_name == "Samira el Amrani"
    assert Person.objects.count() == 2


def test_an_old_link_says_so(client, sign_up, now, time_machine, make_event, words):
    sign_up()
    wish = SignUp.objects.get()
    time_machine.move_to(now + timedelta(days=7))

    response = client.post(link_of(wish), {"antwoord": "ja"})

    assert response.status_code == 410
    assert "Deze link werkte zeven dagen." in words(response)
    assert not Registration.objects.exists()


def test_what_waited_seven_days_is_erased(sign_up, now):
    sign_up()

    assert sign_ups.forget_outdated(now=now + timedelta(days=6, hours=23)) == 0
    assert sign_ups.forget_outdated(now=now + timedelta(days=7)) == 1


def test_a_full_event_puts_who_confirms_on_the_waiting_list(client, sign_up, event, make_person, say, words):
    event.capacity = 1
    event.save()
    say(event, make_person())
    sign_up()

    response = client.post(link_of(SignUp.objects.get()), {"antwoord": "ja"})

    assert "Je bent nummer 1 in de rij." in words(response)


def test_z24_one_address_gets_at_most_three_letters_a_day(sign_up, now):
    answers = {sign_up().headers["Location"] for _ in range(5)}

    assert len(answers) == 1
    assert Letter.objects.count() == 3


def test_s13_z24_twenty_sign_ups_an_hour_from_one_network(sign_up, client):
    for number in range(20):
        assert sign_up(address=f"iemand{number}@gemeente.example.org").status_code == 302

    refused = sign_up(address="nog-een@gemeente.example.org")

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600


def test_s23_a_forged_forwarded_address_does_not_dodge_the_limit(client, event, opened, monkeypatch):
    monkeypatch.setattr(views, "SIGN_UPS", Limit("sign-up", times=1))
    url = reverse("events:sign_up", args=[event.slug])

    codes = [
        client.post(url, {**SAMIRA, "opened": opened}, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
        for number in range(2)
    ]

    assert codes == [302, 429]


def test_who_fills_in_the_trap_is_thanked_and_forgotten(sign_up, event):
    response = sign_up(website="https://elders.example.org")

    assert response.headers["Location"] == reverse("events:sign_up_asked", args=[event.slug])
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("how", [stamp, lambda: "", lambda: "vervalst"], ids=["at once", "without", "forged"])
def test_who_is_too_fast_for_a_human_presses_once_more_and_keeps_what_was_typed(sign_up, words, how):
    response = sign_up(opened=how())

    assert response.status_code == 200
    assert "Dat ging wel heel snel." in words(response)
    assert "samira@gemeente.example.org" in response.content.decode()
    assert not SignUp.objects.exists()


def test_faults_are_told_beside_their_field_and_everything_typed_stays(sign_up, errors_of):
    response = sign_up(given_name="", address="samira@")

    assert errors_of(response) == [
        "Schrijf je voornaam.",
        "Er mist iets na de @. Schrijf je adres zoals naam@gemeente.nl.",
    ]
    assert 'value="Amrani"' in response.content.decode()


@pytest.mark.parametrize("address", ["x" * 65 + "@example.org", "a b@example.org", "geen", "a@b", '"\x07"@iana.org'])
def test_m19_what_no_mail_server_would_take_is_refused(sign_up, address, errors_of):
    assert errors_of(sign_up(address=address)) == ["Dit is geen e-mailadres. Schrijf het zoals naam@gemeente.nl."]


def test_nobody_signs_up_for_what_is_not_on_the_site(client, make_event, opened):
    event = make_event(published_at=None)

    assert client.post(reverse("events:sign_up", args=[event.slug]), {**SAMIRA, "opened": opened}).status_code == 404


def test_nobody_signs_up_for_what_has_begun(sign_up, event, time_machine):
    time_machine.move_to(event.begins_at)

    assert sign_up().status_code == 410


def test_z15_a_token_for_an_answer_confirms_nothing(client, sign_up):
    sign_up()
    wish = SignUp.objects.get()
    wrong = reverse("events:sign_up_confirm", args=[links.seal("answer", wish.pk, 0, 7)])

    assert client.post(wrong, {"antwoord": "ja"}).status_code == 404


def test_p14_the_form_says_what_happens_with_the_data(client, event, now, words):
    page = words(client.get(reverse("events:event_detail", args=[event.slug])))

    assert "Bevestig je niet binnen zeven dagen, dan wissen we het." in page
