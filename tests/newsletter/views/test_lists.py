"""The lists for colleagues: how they stand, what they say, and who comes onto one from elsewhere."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from network.models import Person
from newsletter.actions import subscriptions
from newsletter.models import ConfirmationTally, ConsentText, Newsletter, Subscription, SubscriptionRequest
from newsletter.models.subscription import EndSource
from newsletter.queries.lists import Confirming, Standing
from post.links import address_hash
from post.models import Stop
from tests.newsletter.conftest import NOW

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Nieuwsbrief arbeidsmarkt",
    "name_en": "Labour market letter",
    "description": "Vier keer per jaar nieuws.",
    "description_en": "News four times a year.",
    "wording": "Ik wil de nieuwsbrief arbeidsmarkt.",
    "wording_en": "I want the labour market letter.",
}
PROOF = {"agreed_on": "2026-08-31", "wording": "Mogen we je mailen?", "proof": "lijst van de werksessie"}


@pytest.fixture
def editor(client, make_user, now):
    client.force_login(make_user("editor"))
    return client


@pytest.fixture
def bring_in(editor, letter_list):
    """Return a function that sends addresses in, to look or to bring them onto the list."""

    def send(*addresses, action="bring_in", **changed):
        told = {"addresses": "\n".join(addresses), "action": action, **PROOF, **changed}
        return editor.post(f"/verzendingen/lijsten/{letter_list.pk}/toevoegen/", told, follow=True)

    return send


def on_list(newsletter):
    places = Subscription.objects.holding().filter(newsletter=newsletter)
    return set(places.values_list("person__mail_addresses__address", flat=True))


def test_a_list_is_about_the_lines_that_were_ticked(editor, make_line):
    first, second = make_line(4, "Arbeidsmarkt"), make_line(5, "Nieuwkomers")

    editor.post("/verzendingen/lijsten/nieuw/", {**SAID, "lines": [first.pk, second.pk]})
    made = Newsletter.objects.get()
    before = set(made.lines.all())
    editor.post(f"/verzendingen/lijsten/{made.pk}/wijzigen/", {**SAID, "lines": [second.pk]})

    assert before == {first, second}
    assert list(made.lines.all()) == [second]
    assert AuditLine.objects.get(action="newsletter.list_changed").facts["fields"] == ["lines"]
    page = BeautifulSoup(editor.get("/verzendingen/lijsten/").content, "lxml")
    assert "Lijnen: 5" in " ".join(page.select_one("main tbody th").get_text(" ").split())


def test_the_start_page_tells_how_the_lists_stand(editor, subscribed, letter_list, now):
    ConfirmationTally.objects.create(newsletter=letter_list, day=NOW.date(), asked=8, confirmed=6)

    page = BeautifulSoup(editor.get("/verzendingen/start/lijsten/").content, "lxml").get_text(" ")

    assert "1 lezer" in page
    assert "25% bevestigde niet (2 van 8)" in " ".join(page.split())


@pytest.mark.parametrize("path", ["", "{pk}/"])
def test_the_pages_cost_the_same_with_one_and_with_thirty_readers(editor, subscribed, make_person, agree, path):
    newsletter = Newsletter.objects.get()
    where = f"/verzendingen/lijsten/{path.format(pk=newsletter.pk)}"
    editor.get(where)
    with CaptureQueriesContext(connection) as one:
        editor.get(where)
    for number in range(24):
        agree(make_person("Lezer", f"Nummer{number}"), newsletter)
    for number in range(5):
        Newsletter.objects.create(slug=f"lijst-{number}", name="L", name_en="L", public=False)

    with CaptureQueriesContext(connection) as many:
        editor.get(where)

    assert len(many) == len(one)


def test_the_page_says_readers_growth_and_who_did_not_confirm(editor, letter_list, make_person, agree, shown):
    for number in range(22):
        agreed = NOW - timedelta(days=300 if number < 20 else 10)
        Subscription.objects.create(
            person=make_person(), newsletter=letter_list, wording="Ja", source="form", agreed_at=agreed
        )
    ConfirmationTally.objects.create(newsletter=letter_list, day=NOW.date(), asked=9, confirmed=6)
    asked = SubscriptionRequest.objects.create(address="a@example.org", form="/nieuwsbrief/", asked_at=NOW)
    asked.texts.set(letter_list.texts.all())

    said = shown(editor.get("/verzendingen/lijsten/"))

    assert "Lezers" in said
    assert "10% gegroeid" in said
    assert "25% (2 van 9)" in said


@pytest.mark.parametrize(
    ("readers", "before", "growth", "goal"), [(11, 10, 10, 11), (9, 10, -10, 11), (103, 80, 29, 88), (5, 0, None, 0)]
)
def test_growth_is_against_the_readers_of_the_new_year_and_the_goal_is_ten_per_cent(readers, before, growth, goal):
    standing = Standing(Newsletter(), readers, before, Confirming())

    assert (standing.growth, standing.goal) == (growth, goal)


def test_of_a_small_list_the_numbers_are_told_and_no_percentage():
    told = {"standing": Standing(Newsletter(), 4, 1, Confirming())}

    assert "van 1 naar 4" in render_to_string("newsletter/list_growth.html", told)


@pytest.mark.parametrize(
    ("numbers", "dropped", "percentage"), [((10, 6, 2), 2, 25), ((2, 0, 2), 0, None), ((0, 0, 0), 0, None)]
)
def test_who_still_has_time_to_confirm_did_not_drop_out(numbers, dropped, percentage):
    confirming = Confirming(*numbers)

    assert (confirming.dropped, confirming.dropped_percentage) == (dropped, percentage)


def test_a_reader_links_to_their_page_and_tells_how_they_said_yes(editor, subscribed, letter_list, shown):
    page = editor.get(f"/verzendingen/lijsten/{letter_list.pk}/")

    assert BeautifulSoup(page.content, "lxml").select_one(f"a[href='/netwerk/personen/{subscribed.pk}/']")
    assert "formulier op de website" in shown(page)


def test_who_left_is_no_reader(editor, subscribed, letter_list, shown):
    Subscription.objects.update(ended_at=NOW, ended_how="page")

    assert "Er staat nog niemand op deze lijst" in shown(editor.get(f"/verzendingen/lijsten/{letter_list.pk}/"))


def test_an_editor_makes_a_list_with_its_first_words_and_it_opens_when_public(editor, shown):
    editor.post("/verzendingen/lijsten/nieuw/", {**SAID, "public": "on"})

    made = Newsletter.objects.get()
    assert (made.slug, made.public, made.texts.get().version) == ("nieuwsbrief-arbeidsmarkt", True, 1)
    assert "“Ik wil de nieuwsbrief arbeidsmarkt.”" in shown(editor.get("/nieuwsbrief/"))


def test_an_internal_list_stays_off_the_form(editor, shown):
    editor.post("/verzendingen/lijsten/nieuw/", SAID)

    assert "arbeidsmarkt" not in shown(editor.get("/nieuwsbrief/"))


def test_two_lists_have_two_names(editor, shown):
    editor.post("/verzendingen/lijsten/nieuw/", SAID)

    assert "Er is al een lijst met deze naam" in shown(editor.post("/verzendingen/lijsten/nieuw/", SAID))
    assert Newsletter.objects.count() == 1


def test_p1_other_words_are_a_next_version_and_the_same_words_are_not(editor):
    editor.post("/verzendingen/lijsten/nieuw/", SAID)
    where = f"/verzendingen/lijsten/{Newsletter.objects.get().pk}/wijzigen/"

    editor.post(where, {**SAID, "name": "Brief arbeidsmarkt"})
    editor.post(where, {**SAID, "wording": "Ik wil die brief."})

    assert list(ConsentText.objects.order_by("version").values_list("version", "wording")) == [
        (1, "Ik wil de nieuwsbrief arbeidsmarkt."),
        (2, "Ik wil die brief."),
    ]
    changes = AuditLine.objects.filter(action="newsletter.list_changed").order_by("pk")
    assert [line.facts["fields"] for line in changes] == [["name"], ["name", "words"]]


def test_two_editors_overwrite_no_words_of_consent_unseen(editor, letter_list):
    """P1: what one changed and the other left alone stays; what both changed is asked again."""
    page = f"/verzendingen/lijsten/{letter_list.pk}/wijzigen/"
    theirs, mine = sent_by(editor.get(page)), sent_by(editor.get(page))
    editor.post(page, theirs | THEIRS)

    refused = editor.post(page, mine | {"wording": "Mijn woorden"})
    after = letter_list.texts.order_by("-version").first().wording
    editor.post(page, sent_by(refused))

    letter_list.refresh_from_db()
    assert "Woorden van mijn collega" in BeautifulSoup(refused.content, "lxml").main.get_text()
    assert after == "Woorden van mijn collega"
    assert letter_list.texts.order_by("-version").first().wording == "Mijn woorden"
    assert letter_list.name == "Haar naam"


THEIRS = {"wording": "Woorden van mijn collega", "name": "Haar naam", "description_en": "News of KIS."}


def sent_by(response):
    """Return what the form on this page would send."""
    form = BeautifulSoup(response.content, "lxml").main.select_one("form[method=post]")
    fields = {field["name"]: field.get("value", "") for field in form.select("input:not([type=checkbox])")}
    fields |= {field["name"]: "on" for field in form.select("input[type=checkbox][checked][name=public]")}
    fields |= {field["name"]: field.get_text().strip() for field in form.select("textarea")}
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(("role", "status"), [("line_staff", 403), ("privacy_officer", 403), ("member", 404)])
def test_s44_only_editors_and_administrators_keep_lists(client, make_user, letter_list, role, status):
    client.force_login(make_user(role))

    assert client.post(f"/verzendingen/lijsten/{letter_list.pk}/wijzigen/", SAID).status_code == status
    assert client.post("/verzendingen/lijsten/nieuw/", SAID).status_code == status


def test_a_file_is_first_shown_and_changes_nothing(bring_in, subscribed, letter_list, shown):
    said = shown(bring_in("samira@gemeente.example.org", "nieuw@gemeente.example.org", "kapot@", action="look"))

    assert "komen op de lijst 1 staan er al op 1 meldden zich af en blijven weg 0 zijn geen e-mailadres 1" in said
    assert on_list(letter_list) == {"samira@gemeente.example.org"}


def test_a_line_without_an_address_is_told_and_the_heading_of_a_file_is_not(bring_in, shown):
    typed = bring_in("nieuw@gemeente.example.org", "jan.jansen", "", action="look")
    file = SimpleUploadedFile("lezers.csv", b"E-mail\nander@gemeente.example.org\njan.jansen\n")

    page = shown(typed)
    with_file = shown(bring_in(action="look", file=file))

    assert "zijn geen e-mailadres 1" in page
    assert "Geen e-mailadres: jan.jansen." in page
    assert "Geen e-mailadres: jan.jansen." in with_file


def test_going_back_from_what_would_happen_loses_nothing_that_was_typed(bring_in, letter_list):
    """The addresses that were no address come back too, to be mended."""
    looked = BeautifulSoup(bring_in("nieuw@gemeente.example.org", "kapot@", action="look").content, "lxml")
    shown = {field["name"]: field["value"] for field in looked.select("main input[type=hidden][value]")}
    back = BeautifulSoup(bring_in(shown["addresses"], action="change").content, "lxml")

    assert set(back.select_one("[name=addresses]").get_text().split()) == {"nieuw@gemeente.example.org", "kapot@"}
    assert back.select_one("[name=proof]")["value"] == "lijst van de werksessie"
    assert back.select("[role=alert]:not([hidden]):not([data-busy])") == []
    assert not Subscription.objects.exists()


def test_when_nobody_would_come_the_page_says_so(bring_in, subscribed, letter_list, shown):
    page = shown(bring_in("samira@gemeente.example.org", action="look"))

    assert "Er komt niemand op de lijst" in page
    assert "lezer op de lijst" not in page


def test_t1_who_is_brought_in_has_the_words_the_day_and_the_proof_and_is_not_confirmed(bring_in, letter_list):
    bring_in("Nieuw@gemeente.example.org")

    place = Subscription.objects.get()
    assert (place.source, place.wording, place.proof) == ("import", "Mogen we je mailen?", "lijst van de werksessie")
    assert (place.confirmed_at, place.agreed_at < NOW) == (None, True)
    assert on_list(letter_list) == {"Nieuw@gemeente.example.org"}


@pytest.mark.parametrize("missing", ["agreed_on", "wording", "proof"])
def test_z34_without_ground_and_proof_nobody_comes_in(bring_in, letter_list, missing):
    bring_in("nieuw@gemeente.example.org", **{missing: ""})

    assert not Subscription.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize("how", ["ended", "stopped", "stopped all", "address"])
def test_p10_who_left_is_never_revived_by_a_file(bring_in, subscribed, letter_list, how, shown):
    Subscription.objects.update(
        ended_at=NOW, ended_how="page"
    ) if how == "ended" else Subscription.objects.all().delete()
    if how.startswith("stopped"):
        scope = None if how == "stopped all" else letter_list.pk
        Stop.objects.create(person=subscribed, scope=scope, how="page", at=NOW)
    if how == "address":
        subscribed.delete()
        Stop.objects.create(address_hash=address_hash("samira@gemeente.example.org"), scope=None, how="page", at=NOW)

    looked = shown(bring_in("SAMIRA@gemeente.example.org", action="look"))
    bring_in("SAMIRA@gemeente.example.org")

    assert "meldden zich af en blijven weg 1" in looked
    assert not Subscription.objects.holding().exists()


@pytest.mark.parametrize("since", ["prefers another address", "is forgotten", "has a second record"])
def test_p10_who_left_one_list_is_not_revived_by_their_old_address(
    bring_in, subscribed, letter_list, since, make_person
):
    subscriptions.end(person=subscribed, newsletter=letter_list, how=EndSource.PAGE, now=NOW)
    if since == "prefers another address":
        subscribed.mail_addresses.update(preferred=False)
        subscribed.mail_addresses.create(address="samira@elders.example.org", preferred=True)
    elif since == "is forgotten":
        subscribed.delete()
    else:
        make_person("S.", "Amrani", "samira@gemeente.example.org")
    people = Person.objects.count()

    bring_in("samira@gemeente.example.org", "nieuw@gemeente.example.org")

    assert on_list(letter_list) == {"nieuw@gemeente.example.org"}
    assert Person.objects.count() == people + 1


def test_who_reads_at_another_address_is_on_the_list_already(bring_in, subscribed, letter_list):
    subscribed.mail_addresses.update(preferred=False)
    subscribed.mail_addresses.create(address="samira@elders.example.org", preferred=True)

    bring_in("samira@gemeente.example.org")

    assert Person.objects.get() == subscribed
    assert Subscription.objects.count() == 1


def test_an_address_that_stands_twice_comes_once(bring_in, letter_list):
    bring_in("nieuw@gemeente.example.org", "nieuw@gemeente.example.org", "NIEUW@gemeente.example.org")

    assert Subscription.objects.count() == 1


def test_a_file_works_as_typing_does(editor, letter_list, bring_in):
    file = SimpleUploadedFile(
        "lezers.csv", '\ufeffe-mail\r\n"een@kis.example.org"\r\ntwee@kis.example.org\r\n'.encode()
    )

    bring_in(file=file)

    assert on_list(letter_list) == {"een@kis.example.org", "twee@kis.example.org"}


def test_a_file_of_a_spreadsheet_in_unicode_is_read_too(letter_list, bring_in):
    file = SimpleUploadedFile("lezers.txt", "e-mail\r\neen@kis.example.org\r\n".encode("utf-16"))

    bring_in(file=file)

    assert on_list(letter_list) == {"een@kis.example.org"}


def test_a_file_that_is_no_text_is_refused_in_words(letter_list, bring_in, shown):
    file = SimpleUploadedFile("lezers.xlsx", b"PK\x03\x04\0een@kis.example.org")

    assert "We kunnen dit bestand niet lezen. Bewaar het als CSV" in shown(bring_in(file=file))
    assert on_list(letter_list) == set()


def test_without_a_single_address_nobody_is_said_to_be_on_the_list(letter_list, bring_in, shown):
    said = shown(bring_in("jan.jansen@", action="look"))

    assert "Er komt niemand op de lijst: er staat geen e-mailadres in." in said
    assert "staan er allemaal al op" not in said


def test_s25_more_than_a_thousand_addresses_at_once_are_refused(bring_in, shown):
    said = shown(bring_in(*[f"lezer{number}@kis.example.org" for number in range(1001)]))

    assert "meer dan duizend adressen" in said
    assert not Subscription.objects.exists()


def test_nothing_typed_is_said(bring_in, shown):
    assert "Zet hier minstens één e-mailadres" in shown(bring_in(""))


def test_the_audit_trail_holds_numbers_and_no_addresses(bring_in, letter_list):
    bring_in("nieuw@gemeente.example.org")

    line = AuditLine.objects.get(action="newsletter.brought_in")
    assert line.facts == {"came": 1, "stayed_away": 0}
