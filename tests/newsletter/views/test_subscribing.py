"""Subscribing: asked on a form, confirmed with one press, with the proof on record."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import signing
from django.test import Client

from network.models import Person
from newsletter.actions import lists, subscribing
from newsletter.models import ConfirmationTally, Newsletter, Subscription, SubscriptionRequest
from newsletter.reader_forms import SALT
from newsletter.tasks import forget_requests
from newsletter.views import subscribing as views
from post import links
from post.models import Letter, LetterState, Stop
from tests.newsletter.conftest import NOW
from web import limits
from web.limits import Limit

pytestmark = pytest.mark.django_db
ADDRESS = "samira@gemeente.example.org"


@pytest.fixture
def opened(now):
    """The stamp of a form that was opened a minute ago."""
    return signing.dumps(int(now.timestamp()) - 60, salt=SALT)


@pytest.fixture
def send(client, letter_list, opened):
    """Return a function that sends the form in."""

    def post(address=ADDRESS, **changed):
        told = {"address": address, "lists": [letter_list.slug], "website": "", "opened": opened, **changed}
        return client.post("/nieuwsbrief/", told)

    return post


def page_of(request, letter=7):
    return f"/nieuwsbrief/bevestigen/{links.seal('subscribe', request.pk, 0, letter)}/"


@pytest.fixture
def asked(client, send):
    """Return a function that sends the form in and gives the address of the page that follows."""
    return lambda address=ADDRESS, **changed: send(address, **changed).headers["Location"]


@pytest.fixture
def confirm(client, send):
    """Return a function that asks for the newsletter and confirms it."""

    def press(address=ADDRESS, **changed):
        send(address, **changed)
        return client.post(page_of(SubscriptionRequest.objects.latest("pk")), {"keuze": "ja"}, follow=True)

    return press


def test_p2_p14_the_form_ticks_nothing_beforehand_and_says_what_we_do_with_the_address(client, letter_list):
    page = BeautifulSoup(client.get("/nieuwsbrief/").content, "lxml")

    assert not page.select("main input[type=checkbox][checked]")
    said = page.main.get_text(" ")
    for told in ("zeven dagen", "Autoriteit Persoonsgegevens", "inzien", "Kennisplatform", "toestemming"):
        assert told in said


def test_only_lists_that_are_public_stand_on_the_form(client, letter_list, shown):
    Newsletter.objects.create(slug="intern", name="Werkgroep", name_en="Working group", public=False)

    assert "Werkgroep" not in shown(client.get("/nieuwsbrief/"))


def test_z24_asking_puts_nobody_on_a_list_and_sends_one_letter_without_what_was_typed(send, letter_list):
    response = send("koop-nu@elders.example.org")

    letter = Letter.objects.get()
    everything = f"{letter.mailing.subject} {letter.mailing.text} {letter.mailing.html}"
    assert response.headers["Location"].startswith("/nieuwsbrief/gevraagd/")
    assert (letter.address, letter.mailing.letter_class) == ("koop-nu@elders.example.org", "service")
    assert "koop-nu" not in everything
    assert "elders" not in everything
    assert not Person.objects.exists()
    assert not Subscription.objects.exists()


def test_z22_z23_a_known_address_gets_the_same_answer_and_another_letter_once_a_day(send, subscribed, shown, client):
    known, unknown = send(), send("iemand@gemeente.example.org")
    send()

    assert known.status_code == unknown.status_code
    assert len(known.headers["Location"]) == len(unknown.headers["Location"])
    subjects = Letter.objects.filter(address=ADDRESS).values_list("mailing__subject", flat=True)
    assert list(subjects) == ["Je staat al op onze lijst"]


def test_z22_z23_where_the_answer_leads_does_not_tell_that_no_second_letter_left(send, subscribed, shown, client):
    """Who is on the list gets one letter a day, a stranger three: what follows looks alike all the same."""

    def led(to):
        return [send(one).headers["Location"] for one in (to, to, to.upper())]

    known, unknown = led(ADDRESS), led("somebody@gemeente.example.org")

    assert len(set(known)) == len(set(unknown)) == 3
    assert len({shown(client.get(one)) for one in known + unknown}) == 1


@pytest.mark.parametrize("address", [ADDRESS, "iemand@gemeente.example.org"])
def test_z22_the_time_an_answer_takes_does_not_tell_who_is_known(send, subscribed, client, slept, address):
    link = send(address).headers["Location"]
    client.post(link)
    client.post("/nieuwsbrief/formulier/", {"address": address})
    client.post("/voorkeuren/", {"address": address})
    client.get(link)

    assert len(slept) == 4
    assert min(slept) > limits.EVEN / 2


@pytest.fixture
def slept(monkeypatch):
    """How long each answer waited until all of them took as long."""
    waited: list[float] = []
    monkeypatch.setattr(limits, "EVEN", 60)
    monkeypatch.setattr(limits.time, "sleep", waited.append)
    return waited


def test_z24_an_address_gets_three_letters_a_day_whatever_its_case(send, letter_list):
    answers = [send(address).status_code for address in (ADDRESS, ADDRESS.upper(), ADDRESS, ADDRESS, ADDRESS)]

    assert answers == [302] * 5
    assert Letter.objects.count() == 3


def test_z24_a_mailbox_gets_three_letters_a_day_whatever_stands_after_a_plus(send, letter_list):
    for name in ("samira", "samira+1", "Samira+2", "samira+3", "samira.b"):
        send(f"{name}@gemeente.example.org")

    asked = set(SubscriptionRequest.objects.values_list("address", flat=True))
    assert Letter.objects.count() == 4
    assert "samira.b@gemeente.example.org" in asked
    assert "samira+3@gemeente.example.org" not in asked


def test_s13_one_network_may_try_twenty_times_an_hour_and_then_holds_up_nobody(send, monkeypatch, slept):
    monkeypatch.setattr(views, "REQUESTS", Limit("subscribe", times=1))
    send()

    response = send("ander@gemeente.example.org")

    assert (response.status_code, len(slept)) == (429, 1)
    assert int(response.headers["Retry-After"]) > 0


def test_a_robot_that_fills_in_the_trap_gets_the_same_answer_and_no_letter(send):
    response = send(website="https://koop.example.org")

    assert response.headers["Location"].startswith("/nieuwsbrief/gevraagd/")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("stamp", ["", "vals", "now"])
def test_who_is_quicker_than_a_person_is_asked_to_press_again(send, shown, stamp, now):
    opened = signing.dumps(int(now.timestamp()), salt=SALT) if stamp == "now" else stamp

    response = send(opened=opened)

    assert "Druk nog één keer op de knop" in shown(response)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": ""}, "Schrijf je e-mailadres"),
        ({"address": "samira@"}, "Er mist iets na de @"),
        ({"address": "samira"}, "Dit is geen e-mailadres"),
        ({"lists": []}, "Kies minstens één lijst"),
        ({"lists": ["intern"]}, "Die lijst staat niet open"),
    ],
)
def test_a5_what_is_wrong_is_said_in_words_and_what_was_typed_stays(send, shown, wrong, said):
    response = send(**{"address": ADDRESS, **wrong})

    assert response.status_code == 200
    assert said in shown(response)
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_f24_opening_the_letter_confirms_nothing(client, send, method):
    send()

    getattr(client, method)(page_of(SubscriptionRequest.objects.get()))

    assert not Subscription.objects.exists()


def test_f24_a_scanner_that_presses_without_a_choice_confirms_nothing(client, send):
    send()

    client.post(page_of(SubscriptionRequest.objects.get()))

    assert not Subscription.objects.exists()


def test_p1_one_press_puts_them_on_the_list_with_the_words_the_form_and_both_moments(
    confirm, letter_list, time_machine, shown
):
    response = confirm()

    place = Subscription.objects.get()
    assert "Je staat op de lijst" in shown(response)
    assert (place.wording, place.text.version) == ("Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen.", 1)
    assert (place.source, place.form, place.asked_at, place.confirmed_at, place.agreed_at) == (
        "form", "/nieuwsbrief/", NOW, NOW, NOW,
    )  # fmt: skip
    assert [known.address for known in place.person.mail_addresses.all()] == [ADDRESS]


def test_p1_the_words_on_record_are_those_that_were_shown_also_when_they_change_meanwhile(
    client, send, letter_list, colleague
):
    send()
    facts = {"name": letter_list.name, "name_en": letter_list.name_en, "description": "x", "description_en": "x"}
    told = lists.ListFacts(**facts, public=True, wording="Nieuwe woorden", wording_en="New words")
    lists.change(newsletter=letter_list, facts=told, by=colleague, now=NOW)

    client.post(page_of(SubscriptionRequest.objects.get()), {"keuze": "ja"})

    assert Subscription.objects.get().wording == "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen."


def test_f19_pressed_on_the_phone_and_at_the_desk_it_is_one_place(client, send):
    send()

    codes = [
        client.post(page_of(SubscriptionRequest.objects.get()), {"keuze": "ja"}).status_code for _device in range(2)
    ]

    assert codes == [302, 302]
    assert (Subscription.objects.count(), Person.objects.count()) == (1, 1)


def test_who_is_in_the_network_gets_the_place_and_nobody_is_made(confirm, make_person):
    person = make_person("Joost", "Berg", ADDRESS)

    confirm()

    assert Subscription.objects.get().person == person
    assert Person.objects.count() == 1


def test_the_letters_never_go_to_another_address_than_the_one_that_agreed(confirm, make_person):
    """Somebody may have the address and prefer another: that is not the reader who said yes here."""
    joost = make_person("Joost", "Berg", "joost@thuis.example.org")
    joost.mail_addresses.create(address=ADDRESS, preferred=False)

    confirm()

    assert Subscription.objects.get().person != joost


def test_p10_who_left_comes_back_by_their_own_press_alone(confirm, subscribed, letter_list):
    Subscription.objects.update(ended_at=NOW - timedelta(days=9), ended_how="page")
    Stop.objects.create(person=subscribed, scope=letter_list.pk, how="page", at=NOW - timedelta(days=9))

    confirm()

    assert Subscription.objects.holding().get().person == subscribed
    assert not Stop.objects.holding().exists()
    assert Subscription.objects.count() == 2


def test_z16_after_seven_days_the_link_says_so_and_does_nothing(client, send, time_machine, shown):
    send()
    time_machine.move_to(NOW + timedelta(days=7, seconds=1))

    response = client.post(page_of(SubscriptionRequest.objects.get()), {"keuze": "ja"})

    assert "zeven dagen" in shown(response)
    assert not Subscription.objects.exists()


def test_who_did_not_ask_erases_the_request(client, send, shown):
    send()

    Letter.objects.update(state=LetterState.SENT)

    page = page_of(SubscriptionRequest.objects.get(), Letter.objects.get().pk)
    response = client.post(page, {"keuze": "nee"})

    assert "wisten" in shown(response)
    assert not SubscriptionRequest.objects.exists()
    assert Letter.objects.get().address == ""


def test_what_is_confirmed_cannot_be_erased_by_the_other_button(client, confirm, shown):
    confirm()

    response = client.post(page_of(SubscriptionRequest.objects.get()), {"keuze": "nee"})

    assert "Je staat op de lijst" in shown(response)
    assert Subscription.objects.holding().exists()


@pytest.mark.parametrize("purpose", ["unsubscribe", "sign_up", "preview"])
def test_z15_a_link_made_for_something_else_opens_nothing(client, send, purpose):
    send()
    token = links.seal(purpose, SubscriptionRequest.objects.get().pk, 0, 0)

    assert client.post(f"/nieuwsbrief/bevestigen/{token}/", {"keuze": "ja"}).status_code == 404


def test_who_has_no_name_may_tell_it_and_it_stands_in_the_letters(client, confirm, shown):
    response = confirm()
    assert "Hoe mogen we je noemen?" in shown(response)

    where = page_of(SubscriptionRequest.objects.get())
    response = client.post(where, {"given_name": "Samira", "family_name": "Amrani"}, follow=True)

    assert Person.objects.get().full_name == "Samira Amrani"
    assert "Hoe mogen we je noemen?" not in shown(response)


def test_a_name_we_know_is_never_asked_nor_shown_nor_changed(client, confirm, make_person, shown):
    """Z19: a mailbox may be shared."""
    make_person("Joost", "Berg", ADDRESS)

    response = confirm()
    client.post(page_of(SubscriptionRequest.objects.get()), {"given_name": "Piet", "family_name": "Puk"})

    assert "Joost" not in shown(response)
    assert "Hoe mogen we je noemen?" not in shown(response)
    assert Person.objects.get().full_name == "Joost Berg"


def test_unconfirmed_requests_vanish_after_seven_days_and_their_number_stays(send, time_machine, letter_list):
    send()
    time_machine.move_to(NOW + timedelta(days=6, hours=23))
    assert forget_requests() == 0

    time_machine.move_to(NOW + timedelta(days=7))
    assert forget_requests() == 1

    assert ConfirmationTally.objects.values_list("newsletter", "asked", "confirmed").get() == (letter_list.pk, 1, 0)


@pytest.fixture
def elsewhere(letter_list, now):
    """Return a function that fetches the form for another site and gives what a browser sends from there."""

    def fetch(language="nl"):
        editor = Client()
        editor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        form = BeautifulSoup(editor.get("/nieuwsbrief/formulier/").content, "lxml").form
        boxes = form.select("input[type=checkbox], input[type=hidden]")
        told = {name: [box["value"] for box in boxes if box["name"] == name] for name in {box["name"] for box in boxes}}
        return {**told, "address": ADDRESS, "website": ""}

    return fetch


def say_otherwise(letter_list, version=2):
    letter_list.texts.create(version=version, wording="Nieuwe woorden", wording_en="New words", from_at=NOW)


def test_the_form_for_another_site_works_without_cookie_and_comes_to_the_same(elsewhere):
    response = Client(enforce_csrf_checks=True).post("/nieuwsbrief/formulier/", elsewhere())

    assert response.headers["Location"].startswith("/nieuwsbrief/gevraagd/")
    assert not response.cookies
    assert SubscriptionRequest.objects.get().form == "/nieuwsbrief/formulier/"


def test_p1_a_form_that_stands_elsewhere_for_years_says_which_words_it_showed_and_in_which_language(
    elsewhere, letter_list, client
):
    form = elsewhere("en")
    say_otherwise(letter_list)

    client.post("/nieuwsbrief/formulier/", form)
    asked = SubscriptionRequest.objects.get()
    client.post(page_of(asked), {"keuze": "ja"})

    assert (asked.language, Letter.objects.get().mailing.subject) == ("en", "Confirm that you want our letters")
    place = Subscription.objects.get()
    assert (place.text.version, place.wording) == (1, "I want the KIS newsletter.")


@pytest.mark.parametrize("words", [[], ["kis-nieuwsbrief:9"], ["uitnodigingen:1"]])
def test_p1_words_that_we_do_not_know_count_for_nothing_and_are_asked_anew_on_our_page(elsewhere, shown, client, words):
    response = client.post("/nieuwsbrief/formulier/", elsewhere() | {"words": words})

    page = BeautifulSoup(response.content, "lxml").main
    assert "Je bent nog niet ingeschreven." in shown(response)
    assert page.select_one("input[type=email]")["value"] == ADDRESS
    assert not page.select("input[type=checkbox][checked]")
    assert not SubscriptionRequest.objects.exists()


def test_a_list_that_closed_meanwhile_holds_up_no_other(elsewhere, letter_list, client):
    form = elsewhere()

    client.post("/nieuwsbrief/formulier/", form | {"words": [*form["words"], "gesloten:1"]})

    assert SubscriptionRequest.objects.get().texts.get().newsletter == letter_list


def test_p1_our_own_page_counts_for_the_words_it_showed_when_it_was_opened(confirm, letter_list):
    say_otherwise(letter_list)

    confirm()

    assert Subscription.objects.get().text.version == 1


def test_what_is_wrong_on_another_site_is_said_on_ours(letter_list, shown, now):
    response = Client(enforce_csrf_checks=True).post("/nieuwsbrief/formulier/", {"address": "samira@"})

    assert "Er mist iets na de @" in shown(response)
    assert not SubscriptionRequest.objects.exists()


def test_many_requests_at_once_are_taken_one_after_the_other(letter_list, now):
    """The lock of the address is asked for before anything is looked up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    texts = list(letter_list.texts.select_related("newsletter"))

    with CaptureQueriesContext(connection) as asked:
        subscribing.ask(address=ADDRESS, texts=texts, form="x", language="nl", now=NOW)

    locks = [number for number, query in enumerate(asked) if "pg_advisory_xact_lock" in query["sql"]]
    first_look = next(number for number, query in enumerate(asked) if " FROM " in query["sql"])
    assert locks[0] < first_look


class TestSentOnceMore:
    def test_the_page_after_the_form_names_the_address_so_that_its_owner_sees_a_slip(self, asked, client, shown):
        page = shown(client.get(asked()))

        assert "We stuurden een brief naar s…@gemeente.example.org" in page.replace(" .", ".")
        assert ADDRESS not in page

    def test_one_press_sends_the_same_letter_again(self, asked, client, letter_list, shown):
        page = asked()

        answer = client.post(page, follow=True)

        first, second = SubscriptionRequest.objects.order_by("pk")
        assert "Nog eens gevraagd" in shown(answer)
        assert (second.address, second.form, list(second.texts.all())) == (
            ADDRESS,
            "/nieuwsbrief/",
            list(first.texts.all()),
        )
        assert Letter.objects.filter(address=ADDRESS).count() == 2

    def test_z24_pressing_on_sends_no_more_than_three_a_day(self, asked, client):
        page = asked()
        for _press in range(6):
            client.post(page)

        assert Letter.objects.count() == 3

    def test_z22_z23_who_is_on_the_list_sees_the_same_and_gets_one_letter(self, asked, client, subscribed, shown):
        known, strange = asked(), asked("s@gemeente.example.org")

        said = shown(client.get(known)), shown(client.get(strange))
        pressed = shown(client.post(known, follow=True)), shown(client.post(strange, follow=True))

        assert said[0] == said[1]
        assert pressed[0] == pressed[1]
        assert Letter.objects.filter(address=ADDRESS).count() == 1

    def test_s13_pressing_counts_as_sending_the_form(self, asked, client, monkeypatch):
        monkeypatch.setattr(views, "REQUESTS", Limit("subscribe", times=2))
        page = asked()

        assert [client.post(page).status_code for _press in range(2)] == [302, 429]

    def test_a_request_that_was_erased_leaves_nothing_to_send_again(self, asked, client, shown):
        page = asked()
        SubscriptionRequest.objects.all().delete()

        client.post(page)

        assert "Stuur hem nog eens" not in shown(client.get(page))
        assert Letter.objects.count() == 1

    def test_z15_a_link_made_for_something_else_opens_nothing(self, asked, client):
        asked()
        token = links.seal("subscribe", SubscriptionRequest.objects.get().pk, 0, 0)

        assert client.get(f"/nieuwsbrief/gevraagd/{token}/").status_code == 404

    def test_z18_the_page_stays_out_of_caches_and_referrers(self, asked, client):
        response = client.get(asked())

        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
