import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine
from network.actions import import_work
from network.models import ImportFile, Person, PhoneNumber, Restriction
from tests.network.views.conftest import ERRORS

LIST = reverse("network:import_list")
GOOD = "Voornaam;Achternaam;E-mail\nJoost;Berg;joost@mkb.example.org\nTheo;;=1+1@\n"
COLUMNS = ("column_0", "column_1", "column_2", "column_3")
ACCOUNT = {"purpose": "Uitnodigen", "ground": "public", "proof": "Deelnemerslijst"}


def sent(text=GOOD, name="lijst.csv"):
    content = text.encode() if isinstance(text, str) else text
    return {"kind": "people", "file": SimpleUploadedFile(name, content)}


def of(what, *more):
    return reverse(f"network:import_{what}", args=[ImportFile.objects.get().pk, *more])


@pytest.fixture
def checked(browse):
    """A file that was brought in, mapped and checked."""
    browse.post(LIST, sent())
    browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name", "column_2": "address", **ACCOUNT})
    import_work.carry_on(now=timezone.now())
    return ImportFile.objects.get()


def test_from_file_to_network_and_back(browse, read, checked):
    page = read(browse.get(of("detail"), {"rows": "new"}))
    assert page.select_one("tbody th").get_text(strip=True) == "Joost Berg"
    assert "joost@mkb.example.org" in page.select_one("tbody td:last-child").text
    assert not Person.objects.exists()

    browse.post(of("start"))
    waiting = read(browse.get(of("detail")))
    assert waiting.select_one("#stand")["hx-trigger"] == "every 1s"
    assert waiting.select_one("progress")["max"] == "3"

    import_work.carry_on(now=timezone.now())
    assert "1 nieuw en 0 gewijzigd" in read(browse.get(of("detail"))).text
    assert Person.objects.count() == 1

    browse.post(of("undo"))
    import_work.carry_on(now=timezone.now())
    assert "Alles is zoals het ervoor was." in read(browse.get(of("detail"))).text
    assert not Person.objects.exists()


def test_the_columns_show_what_is_recognised_and_what_they_hold(browse, read):
    browse.post(LIST, sent())

    page = read(browse.get(of("columns")))

    chosen = [option["value"] for option in page.select("tbody option[selected]")]
    assert chosen == ["given_name", "family_name", "address"]
    assert "joost@mkb.example.org" in page.select_one("tbody").text


def test_a_title_above_the_headings_is_told_and_another_row_can_be_chosen(browse, read):
    browse.post(LIST, sent("Onze lijst\n\n" + GOOD))
    page = read(browse.get(of("columns")))
    assert "We lezen de koppen uit rij 3." in page.text
    assert [each["value"] for each in page.select("[name=row]")] == ["1", "3", "4", "5"]

    page = read(browse.post(of("headings"), {"row": "4"}, follow=True))

    assert "De koppen komen nu uit rij 4." in page.text
    assert [th.get_text(strip=True) for th in page.select("tbody th")] == ["Joost", "Berg", "joost@mkb.example.org"]


@pytest.mark.parametrize("row", ["", "2", "drie", "5"])
def test_a_row_without_headings_is_refused_in_words(row, browse, read):
    browse.post(LIST, sent("Onze lijst\n\n" + GOOD))

    page = read(browse.post(of("headings"), {"row": row}, follow=True))

    assert page.select_one(".msg--bad")
    assert ImportFile.objects.get().headings_row == 3


def test_purpose_ground_and_proof_are_asked(browse, read):
    browse.post(LIST, sent())

    page = read(browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name"}))

    assert len(page.select(f"{ERRORS} li")) == 3


def test_two_columns_cannot_be_the_same(browse, read):
    browse.post(LIST, sent())

    page = read(browse.post(of("columns"), {"column_0": "given_name", "column_1": "given_name", **ACCOUNT}))

    assert "Twee kolommen zijn voornaam" in page.select_one(ERRORS).text


def test_a_refused_row_says_what_is_wrong_and_comes_back_as_a_harmless_file(browse, read, checked):
    page = read(browse.get(of("detail")))
    assert "Achternaam: Dit mag niet leeg blijven." in " ".join(page.select_one("#rij-3").text.split())

    answer = browse.get(of("refused"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:4] == ["3", "Theo", "", "'=1+1@"]
    assert AuditLine.objects.get(action="network.import_refused_taken").facts == {"number": 1}


def test_p11_a_row_tells_nothing_of_who_asked_us_not_to_use_their_data_since(browse, read, checked):
    browse.post(of("start"))
    import_work.carry_on(now=timezone.now())
    before = read(browse.get(of("detail"), {"rows": "new"})).text
    told = {"asked_on": timezone.localdate(), "restricted_at": timezone.now()}
    Restriction.objects.create(person=Person.objects.get(), **told)

    after = read(browse.get(of("detail"), {"rows": "new"})).text

    assert "Joost Berg" in before
    assert "joost@mkb.example.org" in before
    assert "een beperkte persoon" in after
    assert "Joost" not in after
    assert "joost@mkb.example.org" not in after


def test_who_may_be_known_gets_a_choice(browse, read, make_person):
    person = make_person("J.", "Berg", "joost@mkb.example.org")
    browse.post(LIST, sent())
    browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name", "column_2": "address", **ACCOUNT})
    import_work.carry_on(now=timezone.now())

    page = read(browse.get(of("detail"), {"rows": "alike"}))
    assert [radio["value"] for radio in page.select("input[name=choice]")] == [str(person.pk), "new", "skipped"]
    assert "zelfde e-mailadres" in page.select_one("#rij-2").text
    assert "joost@mkb.example.org" in page.select_one("#rij-2 th").text, "what the file says, to compare"

    browse.post(of("decide", 2), {"choice": "new"})
    assert ImportFile.objects.get().rows.get(number=2).outcome == "new"


def test_namesakes_are_told_apart_by_where_they_work_and_their_addresses(browse, read, make_person, make_organisation):
    works = make_person("Joost", "Berg", "j.berg@mkb.example.org")
    works.affiliations.create(organisation=make_organisation("Gemeente Weert"), title="adviseur")
    left = make_person("Joost", "Berg", "joost.berg@example.net")
    left.affiliations.create(organisation=make_organisation("Gemeente Delft"), ended_on="2020-01-01")
    browse.post(LIST, sent())
    browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name", "column_2": "address", **ACCOUNT})
    import_work.carry_on(now=timezone.now())

    page = read(browse.get(of("detail"), {"rows": "alike"}))

    said = {radio["value"]: radio.parent.select_one("small") for radio in page.select("#rij-2 input")}
    assert said[str(works.pk)].text == "adviseur, Gemeente Weert · j.berg@mkb.example.org · zelfde naam"
    assert said[str(left.pk)].text == "joost.berg@example.net · zelfde naam"


def test_what_an_undo_left_as_somebody_made_it_is_named(browse, read, make_person):
    make_person("Joost", "Berg", "joost@mkb.example.org")
    browse.post(LIST, sent("Voornaam;Achternaam;E-mail;Telefoon\nJoost;Berg;joost@mkb.example.org;0201234567\n"))
    browse.post(
        of("columns"), {**dict(zip(COLUMNS, ("given_name", "family_name", "address", "phone"), strict=True)), **ACCOUNT}
    )
    import_work.carry_on(now=timezone.now())
    browse.post(of("start"))
    import_work.carry_on(now=timezone.now())
    PhoneNumber.objects.update(number="+31207654321")

    browse.post(of("undo"))
    import_work.carry_on(now=timezone.now())

    page = read(browse.get(of("detail")))
    assert "1 rij bleef" in page.text
    assert page.select_one(".segment [aria-current]").text == "Gebleven 1"
    assert len(page.select("tbody tr")) == 1
    assert "omdat iemand het sindsdien veranderde: telefoonnummers." in page.select_one("#rij-2").text


@pytest.fixture
def three_alike(browse, make_person):
    make_person("J.", "Berg", "joost@mkb.example.org")
    browse.post(
        LIST, sent("Voornaam;Achternaam;E-mail\n" + "".join(f"Jo{n};Berg;joost@mkb.example.org\n" for n in "abc"))
    )
    browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name", "column_2": "address", **ACCOUNT})
    import_work.carry_on(now=timezone.now())
    return ImportFile.objects.get()


def test_who_may_be_known_is_decided_about_at_once_for_a_page_or_for_all(browse, read, three_alike):
    page = read(browse.get(of("detail"), {"rows": "alike"}))
    form = page.select_one("form[action$=beslis\\/]")
    assert [each["value"] for each in form.select("input[name=row]")] == ["2", "3", "4"]
    assert [each["value"] for each in form.select("button[name=choice]")] == ["found", "new", "skipped"]

    said = read(browse.post(of("decide_many"), {"row": ["2"], "which": "page", "choice": "new"}, follow=True))
    assert "Beslist over 1 rij." in said.text
    said = read(browse.post(of("decide_many"), {"row": ["3"], "which": "all", "choice": "skipped"}, follow=True))

    assert "Beslist over 2 rijen." in said.text
    assert [*three_alike.rows.values_list("outcome", flat=True)] == ["new", "skipped", "skipped"]


def test_after_a_choice_one_goes_on_at_the_next_row_that_waits(browse, three_alike):
    here = reverse("network:import_detail", args=[three_alike.pk])

    following = [browse.post(of("decide", row), {"choice": "new"}).url for row in (3, 4, 2)]

    assert following == [f"{here}?rows=alike{more}" for more in ("&page=1#rij-4", "&page=1#rij-2", "")]


def test_the_result_tells_how_many_rows_nobody_decided_about_and_hands_them_over(browse, read, three_alike):
    browse.post(of("start"))
    import_work.carry_on(now=timezone.now())

    page = read(browse.get(of("detail"), {"rows": "skipped"}))

    assert "3 rijen bleven buiten" in page.text
    assert page.select_one(f"a[href='{of('refused')}']").get_text(strip=True) == "Rijen die buiten bleven als CSV"
    assert browse.get(of("refused")).content.decode("utf-8-sig").count("Niemand zei of dit") == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lijst.csv", b"%PDF-1.7\n", "PDF-bestand"),
        ("lijst.xlsx", b"PK\x03\x04x", "beschadigd"),
        ("a.csv", b"x", "rijen"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(name, content, said, browse, read):
    page = read(browse.post(LIST, sent(content, name)))

    assert said in page.select_one(ERRORS).text
    assert not ImportFile.objects.exists()


def test_s61_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(colleague):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)

    answer = browser.post(LIST, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="200000000")

    assert answer.status_code == 413
    assert "groter dan 20 MB" in answer.content.decode()


def test_a_file_without_the_token_of_our_form_is_refused(colleague):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(colleague)

    assert browser.post(LIST, sent()).status_code == 403
    assert not ImportFile.objects.exists()


def test_a_file_can_be_thrown_away(browse, read, checked):
    page = read(browse.post(of("throw_away"), follow=True))

    assert "In het netwerk is niets veranderd." in page.text
    assert not ImportFile.objects.exists()


def test_the_privacy_officer_reads_and_brings_nothing_in(browser_of, read, checked):
    officer = browser_of("privacy_officer")

    assert "Deelnemerslijst" in read(officer.get(of("detail"))).text
    assert not read(officer.get(LIST)).select("main input[type=file]")
    assert officer.post(LIST, sent()).status_code == 403


@pytest.mark.parametrize("rows", [1, 25])
def test_the_number_of_queries_does_not_grow(rows, browse, queries_for):
    lines = "".join(f"Persoon{n};Naam{n};p{n}@mkb.example.org\n" for n in range(rows))
    browse.post(LIST, sent("Voornaam;Achternaam;E-mail\n" + lines))
    browse.post(of("columns"), {"column_0": "given_name", "column_1": "family_name", "column_2": "address", **ACCOUNT})
    import_work.carry_on(now=timezone.now())

    assert queries_for(of("detail")) == 8


def test_an_example_of_each_kind_can_be_taken_along(browse, read):
    links = [link["href"] for link in read(browse.get(LIST)).select("a[href*=voorbeeld]")]

    heads = [browse.get(link).content.decode("utf-8-sig").split(";")[0] for link in links]

    assert heads == ["Voornaam", "Naam", "Van", "Datum"]


def test_there_is_no_example_of_something_else(browse):
    assert browse.get(reverse("network:import_example", args=["auto"])).status_code == 404
