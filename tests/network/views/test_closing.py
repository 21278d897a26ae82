"""Recording that an organisation ended, seeing that it did, and taking it back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Affiliation, LinePartner, Organisation
from tests.network.views.conftest import ERRORS

LIST = reverse("network:organisation_list")


@pytest.fixture
def delft(make_organisation, make_person, make_affiliation):
    organisation = make_organisation("Gemeente Delft")
    make_affiliation(make_person("Anne", "A"), organisation)
    return organisation


@pytest.fixture
def closed(make_organisation):
    return make_organisation("Oude Brug", "anders", ended_on=date(2026, 3, 1), ended_why="gestopt")


def at(name, organisation):
    return reverse(f"network:{name}", args=[organisation.pk])


def test_the_page_says_first_what_ends_with_it(browse, read, delft, make_task, work_line):
    make_task(organisation=delft)
    LinePartner.objects.create(organisation=delft, line=work_line, relation="partner")

    page = read(browse.get(at("organisation_close", delft))).select_one("form.card")

    assert [item.text for item in page.select("li")] == [
        "1 functie van een mens",
        "1 partnerschap van een programmalijn",
    ]
    assert "1 taak erover blijft open" in page.text


def test_when_nothing_ends_with_it_the_page_says_so(browse, read, make_organisation):
    page = read(browse.get(at("organisation_close", make_organisation("Los zand")))).select_one("form.card")

    assert "Er eindigt niets anders mee" in page.text
    assert page.select("li") == []


def test_it_ends_and_goes_on_again_from_its_page(browse, read, delft):
    today = timezone.localdate()
    browse.post(at("organisation_close", delft), {"ended_on": today.isoformat(), "why": "opgegaan"})
    page = read(browse.get(at("organisation_detail", delft)))
    assert "ging op in een andere organisatie" in page.select_one("main > .msg--warn:not([data-busy])").text
    assert Affiliation.objects.get().ended_on == today
    assert "Deze organisatie hield op te bestaan" in page.select_one("main").text

    after = read(browse.post(at("organisation_reopen", delft), follow=True))

    assert "Zij gaat door, met alles wat met haar eindigde." in after.text
    assert after.select_one("main > .msg--warn:not([data-busy])") is None
    assert Affiliation.objects.get().ended_on is None


def test_what_cannot_be_is_said_in_words(browse, read, delft):
    tomorrow = timezone.localdate() + timedelta(days=1)

    empty = read(browse.post(at("organisation_close", delft), {"why": ""}))
    later = read(browse.post(at("organisation_close", delft), {"ended_on": tomorrow.isoformat(), "why": "failliet"}))

    assert "Zeg sinds welke dag zij niet meer bestaat." in empty.select_one(ERRORS).text
    assert "Kies waarom zij niet meer bestaat." in empty.select_one(ERRORS).text
    assert "Deze dag moet nog komen" in later.select_one(ERRORS).text
    assert not Organisation.objects.exclude(ended_on=None).exists()


def test_a_page_of_what_ended_asks_for_nothing_new(browse, read, closed):
    links = [link.get("href", "") for link in read(browse.get(at("organisation_detail", closed))).select("main a")]

    new = ("relatiehouder", "partner", "relatie", "wie-kent")
    assert not [link for link in links for word in new if link.endswith(f"/{closed.pk}/{word}/")]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Gemeente Delft"]),
        ({"ended": "also"}, ["Gemeente Delft", "Oude Brug opgeheven"]),
        ({"ended": "only"}, ["Oude Brug opgeheven"]),
        ({"kind": "anders"}, []),
    ],
)
def test_lists_leave_it_out_unless_asked(browse, read, delft, closed, asked, names):
    rows = read(browse.get(LIST, asked)).select("tbody th .who")

    assert [" ".join(list(row.stripped_strings)[1:]) for row in rows] == names


def test_search_finds_it_and_says_that_it_ended(browse, read, closed):
    page = read(browse.post(reverse("network:search"), {"words": "brug"}, follow=True))

    assert "opgeheven" in page.select_one("section[aria-labelledby=h-o]").text


def test_its_name_is_not_offered_for_something_new(browse, read, delft, closed):
    page = read(browse.post(reverse("network:organisation_names"), {"organisation": "brug"}))

    assert page.select("option") == []


def test_a_line_is_not_told_of_it_in_bulk(browse, read, delft, closed, work_line):
    chosen = {"chosen": [delft.pk, closed.pk], "verb": "line"}
    action = browse.post(reverse("network:bulk_create", args=["organisations"]), chosen).url

    page = read(browse.post(action, {"line": work_line.pk}, follow=True))

    assert "Bestaat niet meer" in page.select_one("main").text
    assert not LinePartner.objects.exists()
