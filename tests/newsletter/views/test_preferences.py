"""The preferences behind a personal link: lists, how often, another address, and the way back."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from newsletter.actions import preferences
from newsletter.models import Newsletter, Preference, Subscription, SubscriptionRequest
from newsletter.tasks import tell_ends_of_pauses
from newsletter.views import preferences as views
from post import links
from post.models import Letter, Stop
from tests.newsletter.conftest import NOW
from web.limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(subscribed, now):
    """The address of Samira's preferences."""
    return f"/voorkeuren/{links.seal('preferences', 0, subscribed.pk, 0)}/"


def letters(address="samira@gemeente.example.org"):
    return list(Letter.objects.filter(address=address).order_by("pk").values_list("mailing__subject", flat=True))


def on_lists(person):
    return set(Subscription.objects.holding().filter(person=person).values_list("newsletter__slug", flat=True))


def test_z19_the_page_shows_a_masked_address_and_no_name(client, page, shown):
    said = shown(client.get(page))

    assert "s…@gemeente.example.org" in said
    assert "samira@" not in said
    assert "Amrani" not in said


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_z17_looking_changes_nothing(client, page, subscribed, method):
    getattr(client, method)(page)

    assert on_lists(subscribed) == {"kis-nieuwsbrief"}
    assert letters() == []


def test_the_page_ticks_what_one_is_on_and_shows_the_words_of_the_rest(client, page, letter_list, invitations, shown):
    invitations.texts.create(version=1, wording="Nodig mij uit.", wording_en="Invite me.", from_at=NOW)
    Newsletter.objects.create(slug="intern", name="Werkgroep", name_en="Group", public=False)
    document = BeautifulSoup(client.get(page).content, "lxml")

    ticks = {box["value"]: box.has_attr("checked") for box in document.select("input[name=lists]")}
    assert ticks == {str(letter_list.pk): True, str(invitations.pk): False}
    assert "“Nodig mij uit.”" in document.get_text()


def test_p1_a_list_that_is_added_gets_a_consent_with_the_words_of_the_page(
    client, page, subscribed, letter_list, invitations
):
    invitations.texts.create(version=1, wording="Nodig mij uit.", wording_en="Invite me.", from_at=NOW)

    client.post(page, {"lists": [letter_list.pk, invitations.pk], "words": "uitnodigingen:1", "often": "alles"})

    place = Subscription.objects.get(newsletter=invitations)
    assert (place.wording, place.source, place.form) == ("Nodig mij uit.", "link", "/voorkeuren/")
    assert letters() == ["Je voorkeuren zijn veranderd"]


def test_a_consent_keeps_the_words_that_the_page_showed_also_when_they_changed_meanwhile(
    client, page, letter_list, invitations
):
    """P1: the new words came after the page was made."""
    invitations.texts.create(version=1, wording="Nodig mij uit.", wording_en="Invite me.", from_at=NOW)
    document = BeautifulSoup(client.get(page).content, "lxml")
    words = [field["value"] for field in document.select("input[name=words]")]
    invitations.texts.create(version=2, wording="Nodig mij elke week uit.", wording_en="Weekly.", from_at=NOW)

    client.post(page, {"lists": [letter_list.pk, invitations.pk], "words": words})

    place = Subscription.objects.get(newsletter=invitations)
    assert (place.wording, place.text.version) == ("Nodig mij uit.", 1)


def test_a_tick_beside_words_that_we_do_not_know_begins_nothing(
    client, page, subscribed, letter_list, invitations, shown
):
    invitations.texts.create(version=1, wording="Nodig mij uit.", wording_en="Invite me.", from_at=NOW)

    told = {"lists": [letter_list.pk, invitations.pk], "words": "uitnodigingen:7", "often": "minder"}
    answer = client.post(page, told, follow=True)

    assert "De pagina die je open had, was oud" in shown(answer)
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}
    assert letters() == []


def test_a_list_that_is_taken_away_ends_and_the_reader_is_told(client, page, subscribed, letter_list):
    client.post(page, {"often": "alles"})

    place = Subscription.objects.get()
    assert (place.ended_how, place.ended_at) == ("page", NOW)
    assert set(Stop.objects.holding().values_list("scope", flat=True)) == {letter_list.pk}
    assert letters() == ["Je voorkeuren zijn veranderd"]


def test_saving_what_is_so_already_changes_nothing_and_sends_nothing(client, page, subscribed, letter_list, shown):
    response = client.post(page, {"lists": [letter_list.pk], "often": "alles"}, follow=True)

    assert "Er is niets veranderd" in shown(response)
    assert letters() == []


def test_an_internal_list_cannot_be_added_from_outside(client, page, subscribed, letter_list):
    secret = Newsletter.objects.create(slug="intern", name="Werkgroep", name_en="Group", public=False)
    secret.texts.create(version=1, wording="Ja.", wording_en="Yes.", from_at=NOW)

    client.post(page, {"lists": [letter_list.pk, secret.pk]})

    assert on_lists(subscribed) == {"kis-nieuwsbrief"}


@pytest.mark.parametrize(
    ("often", "until"), [("pauze-1", date(2026, 10, 1)), ("pauze-3", date(2026, 12, 1)), ("pauze-6", date(2027, 3, 1))]
)
def test_a_pause_lasts_as_long_as_chosen_and_the_page_says_until_when(
    client, page, subscribed, letter_list, often, until
):
    client.post(page, {"lists": [letter_list.pk], "often": often})
    document = BeautifulSoup(client.get(page).content, "lxml")

    assert Preference.objects.get().paused_until == until
    assert document.select_one("input[name=often][checked]")["value"] == "pauze"
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}


def test_a_pause_lasts_until_a_day_of_ones_own(client, page, subscribed, letter_list):
    client.post(page, {"lists": [letter_list.pk], "often": "pauze-tot", "until": "2026-10-17"})

    assert Preference.objects.get().paused_until == date(2026, 10, 17)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "Kies de dag"),
        ("morgen", "Schrijf een dag die bestaat"),
        ("2026-09-01", "Kies een dag na vandaag"),
        ("2028-01-01", "duurt hooguit een jaar"),
    ],
)
def test_a5_a_day_that_is_no_pause_is_said_and_what_was_ticked_stays(client, page, subscribed, shown, until, said):
    response = client.post(page, {"often": "pauze-tot", "until": until})

    document = BeautifulSoup(response.content, "lxml")
    assert said in shown(response)
    assert document.select_one("input[name=often][checked]")["value"] == "pauze-tot"
    assert not document.select("input[name=lists][checked]")
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}
    assert not Preference.objects.exists()


def test_a_pause_that_runs_stays_when_only_a_list_changes(client, page, letter_list):
    client.post(page, {"lists": [letter_list.pk], "often": "pauze-3"})

    client.post(page, {"often": "pauze"})

    assert Preference.objects.get().paused_until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one_of_a_shorter_month(day, months, later):
    assert preferences.months_later(day, months) == later


def test_who_pauses_is_told_once_before_it_ends(client, page, subscribed, letter_list, time_machine):
    client.post(page, {"lists": [letter_list.pk], "often": "pauze-1"})
    time_machine.move_to(NOW + timedelta(days=26))
    assert tell_ends_of_pauses() == 0

    time_machine.move_to(NOW + timedelta(days=27))
    assert [tell_ends_of_pauses(), tell_ends_of_pauses()] == [1, 0]

    assert letters()[1:] == ["Je pauze is bijna voorbij"]


def test_p10_stop_all_ends_every_place_and_the_letter_takes_it_back(
    client, page, subscribed, agree, invitations, link_in, shown
):
    agree(subscribed, invitations)
    client.post(page, {"action": "stop_all"})
    assert on_lists(subscribed) == set()
    assert "Je hebt al onze brieven gestopt" in shown(client.get(page))

    undo = link_in("samira@gemeente.example.org")
    client.get(undo)
    assert on_lists(subscribed) == set()
    response = client.post(undo, {"keuze": "ja"}, follow=True)

    assert on_lists(subscribed) == {"kis-nieuwsbrief", "uitnodigingen"}
    assert not Stop.objects.holding().exists()
    assert "Je krijgt onze brieven weer" in shown(response)
    assert set(Subscription.objects.holding().values_list("source", flat=True)) == {"undo"}


def test_who_stopped_all_is_offered_no_second_stop_and_reads_of_no_pause(client, page, subscribed):
    client.post(page, {"lists": [], "often": "pauze-3"})
    client.post(page, {"action": "stop_all"})

    shown = BeautifulSoup(client.get(page).content, "lxml")

    assert not shown.select("button[value=stop_all]")
    assert "Je hebt pauze" not in shown.text


def test_a_link_that_asks_no_second_press_does_not_promise_one(client, subscribed):
    client.post("/voorkeuren/", {"address": "samira@gemeente.example.org"})

    mailing = Letter.objects.get().mailing

    assert "Naar mijn voorkeuren" in mailing.text
    assert "nog één keer drukt" not in mailing.text + mailing.html
    assert mailing.subject not in mailing.text, "the plain letter says once what it is about: above itself"


def test_what_was_left_before_does_not_come_back_with_the_rest(
    client, page, subscribed, agree, invitations, link_in, time_machine
):
    agree(subscribed, invitations)
    client.post(page, {"lists": [invitations.pk], "often": "alles"})
    time_machine.move_to(NOW + timedelta(hours=1))
    client.post(page, {"action": "stop_all"})

    client.post(link_in("samira@gemeente.example.org"), {"keuze": "ja"})

    assert on_lists(subscribed) == {"uitnodigingen"}


def test_leaving_by_the_page_of_a_letter_sends_one_mail_with_the_way_back(
    client, subscribed, letter_list, now, link_in
):
    """A forwarded newsletter must not let another person cut you off unseen."""
    leave = f"/uitschrijven/{links.seal('unsubscribe', letter_list.pk, subscribed.pk, 0)}/"
    for _twice in range(2):
        client.post(leave, {"action": "leave"})

    assert letters() == ["Je bent afgemeld"]
    client.post(link_in("samira@gemeente.example.org"), {"keuze": "ja"})
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}


def test_the_way_back_closes_after_thirty_days(client, page, subscribed, link_in, time_machine, shown):
    client.post(page, {"action": "stop_all"})
    undo = link_in("samira@gemeente.example.org")
    time_machine.move_to(NOW + timedelta(days=31))

    assert "Dit kun je hier niet meer terugdraaien" in shown(client.get(undo))
    assert "te lang geleden" in shown(client.post(undo, {"keuze": "ja"}))
    assert on_lists(subscribed) == set()


@pytest.mark.parametrize("how", ["staff", "complaint", "bounce", "erasure"])
def test_what_somebody_else_recorded_is_not_undone_by_a_link(client, subscribed, letter_list, now, how):
    stop = Stop.objects.create(person=subscribed, scope=None, how=how, at=NOW)

    client.post(f"/ongedaan/{links.seal('undo_stop', stop.pk, subscribed.pk, 0)}/", {"keuze": "ja"})

    assert Stop.objects.holding().exists()


def test_a_link_to_undo_the_stop_of_somebody_else_opens_nothing(client, subscribed, make_person, now):
    stop = Stop.objects.create(person=make_person(), scope=None, how="page", at=NOW)

    response = client.post(f"/ongedaan/{links.seal('undo_stop', stop.pk, subscribed.pk, 0)}/", {"keuze": "ja"})

    assert response.status_code == 404
    assert Stop.objects.holding().exists()


def test_another_address_counts_only_when_it_confirms_and_the_old_one_is_told(client, page, subscribed, link_in, shown):
    client.post(f"{page}adres/", {"address": "samira@nieuw.example.org"})
    assert subscribed.mail_addresses.get(preferred=True).address == "samira@gemeente.example.org"

    response = client.post(link_in("samira@nieuw.example.org"), {"keuze": "ja"}, follow=True)

    assert subscribed.mail_addresses.get(preferred=True).address == "samira@nieuw.example.org"
    assert letters() == ["Je brieven gaan nu naar een ander adres"]
    assert "Je brieven komen voortaan hier" in shown(response)
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}


@pytest.fixture
def moved(client, page, subscribed, link_in):
    """The letters of Samira, which go to a new address; her old one got the link that takes it back."""
    client.post(f"{page}adres/", {"address": "samira@nieuw.example.org"})
    client.post(link_in("samira@nieuw.example.org"), {"keuze": "ja"})
    return link_in("samira@gemeente.example.org")


def preferred(person):
    return person.mail_addresses.get(preferred=True).address


def test_the_old_address_takes_a_move_back_with_one_press_and_the_other_is_told(client, moved, subscribed, shown):
    """A forwarded letter must not let another person take your letters unseen."""
    looked = shown(client.get(moved))
    before = preferred(subscribed)
    pages = [shown(client.post(moved, {"keuze": "ja"}, follow=True)) for _twice in range(2)]

    assert "s…@gemeente.example.org" in looked
    assert (before, preferred(subscribed)) == ("samira@nieuw.example.org", "samira@gemeente.example.org")
    assert all("Je brieven komen hier" in page for page in pages)
    assert letters("samira@nieuw.example.org")[1:] == ["Je brieven gaan weer naar je oude adres"]
    assert on_lists(subscribed) == {"kis-nieuwsbrief"}


def test_a_press_without_a_choice_and_a_press_after_thirty_days_move_nothing(
    client, moved, subscribed, shown, time_machine
):
    client.post(moved)
    time_machine.move_to(NOW + timedelta(days=31))
    client.post(moved, {"keuze": "ja"})

    assert preferred(subscribed) == "samira@nieuw.example.org"
    assert "Dit kun je hier niet meer terugdraaien" in shown(client.get(moved))


def test_an_old_address_that_is_no_longer_theirs_opens_nothing(client, moved, subscribed):
    subscribed.mail_addresses.filter(preferred=False).delete()

    assert client.get(moved).status_code == 404


def test_z19_the_address_of_now_sends_nothing_and_the_page_says_the_same(client, page, subscribed, shown):
    """Who was forwarded a letter cannot guess its reader's address; and the three letters of a day are not used up."""
    theirs, another = (
        shown(client.post(f"{page}adres/", {"address": address}, follow=True))
        for address in ("SAMIRA@gemeente.example.org", "samira@nieuw.example.org")
    )

    assert theirs == another
    assert "Er gaan er op een dag hooguit drie weg" in theirs
    assert letters() == letters("SAMIRA@gemeente.example.org") == []
    assert len(letters("samira@nieuw.example.org")) == 1


def test_z24_a_new_address_gets_no_more_than_three_letters_a_day(client, page):
    for _try in range(5):
        client.post(f"{page}adres/", {"address": "ander@nieuw.example.org"})

    assert len(letters("ander@nieuw.example.org")) == 3
    assert SubscriptionRequest.objects.count() == 3


def test_who_did_not_ask_to_move_erases_it_and_nothing_moves(client, page, subscribed, link_in):
    client.post(f"{page}adres/", {"address": "samira@nieuw.example.org"})

    client.post(link_in("samira@nieuw.example.org"), {"keuze": "nee"})

    assert not SubscriptionRequest.objects.exists()
    assert subscribed.mail_addresses.count() == 1


def test_z22_asking_for_the_link_says_the_same_for_every_address_and_sends_it_to_who_we_know(
    client, subscribed, shown, now
):
    known = client.post("/voorkeuren/", {"address": "Samira@gemeente.example.org"})
    unknown = client.post("/voorkeuren/", {"address": "iemand@gemeente.example.org"})

    assert (known.status_code, shown(known)) == (unknown.status_code, shown(unknown))
    assert Letter.objects.get().mailing.subject == "Je link naar je voorkeuren"
    assert Letter.objects.get().address == "samira@gemeente.example.org"


def test_z24_the_link_comes_three_times_a_day_at_most(client, subscribed, now):
    for _try in range(5):
        client.post("/voorkeuren/", {"address": "samira@gemeente.example.org"})

    assert len(letters()) == 3


def test_s13_pressing_without_end_is_too_often(client, page, letter_list, monkeypatch):
    monkeypatch.setattr(views, "PRESSES", Limit("preferences", times=1))
    client.post(page, {"often": "minder"})

    assert client.post(page, {"often": "alles"}).status_code == 429


@pytest.mark.parametrize("purpose", ["unsubscribe", "why", "subscribe", "preview"])
def test_z15_a_link_made_for_something_else_opens_nothing(client, subscribed, purpose):
    token = links.seal(purpose, 0, subscribed.pk, 0)

    assert client.get(f"/voorkeuren/{token}/").status_code == 404
    assert client.get(f"/voorkeuren/{token}/adres/").status_code == 404


def test_z18_the_address_of_the_page_does_not_wander(client, page):
    headers = client.get(page).headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in headers["Cache-Control"]
