"""An organisation that we may know already shows while one types it, and is not added twice by accident."""

import pytest
from django.urls import reverse

from network.models import Organisation, PhoneNumber
from tests.network.views.conftest import ERRORS

ALIKE = reverse("network:organisation_alike")
CREATE = reverse("network:organisation_create")


def names(page):
    return [link.text for link in page.select(".msg a")]


@pytest.fixture
def delft(make_organisation):
    make_organisation("Divosa", "vereniging")
    return make_organisation("Gemeente Delft")


@pytest.mark.parametrize("typed", ["Delft", "delft gemeente", "Gem. Delft", "Gemeente Delft"])
def test_another_way_to_write_the_name_shows_it(typed, browse, read, delft):
    page = read(browse.post(ALIKE, {"name": typed}))

    assert names(page) == (["Gemeente Delft"] if typed != "Gem. Delft" else [])


@pytest.mark.parametrize(
    ("known", "typed"),
    [("Vereniging van Nederlandse Gemeenten", "VNG"), ("VNG", "Vereniging van Nederlandse Gemeenten")],
)
def test_letters_and_name_find_each_other(known, typed, browse, read, make_organisation):
    make_organisation(known, "vereniging")

    page = read(browse.post(ALIKE, {"name": typed}))

    assert names(page) == [known]
    assert "afkorting" in page.text


def test_the_same_website_or_phone_is_enough(browse, read, make_organisation):
    brug = make_organisation("Stichting De Brug", "anders", website="https://www.debrug.example.org/over")
    PhoneNumber.objects.create(organisation=brug, number="+31202345678")

    by_site = read(browse.post(ALIKE, {"name": "Buurthuis Oost", "website": "debrug.example.org"}))
    by_both = read(browse.post(ALIKE, {"name": "Brughuis", "website": "debrug.example.org", "phones": "020 2345678"}))

    assert (names(by_site), names(by_both)) == (["Stichting De Brug"], ["Stichting De Brug"])


@pytest.mark.parametrize("told", [{}, {"name": " "}, {"name": "Utrecht"}, {"name": "%_\x00"}])
def test_nothing_alike_shows_nothing(told, browse, read, delft):
    assert read(browse.post(ALIKE, told)).select(".msg") == []


def test_it_is_asked_once_more_before_it_is_added(browse, read, delft, municipalities):
    told = {"name": "Delft", "kind": "gemeente", "target_groups": [municipalities.pk]}

    page = read(browse.post(CREATE, told))
    assert "Misschien kennen we deze organisatie al." in page.select_one(ERRORS).text
    assert names(page)[-1] == "Gemeente Delft"

    browse.post(CREATE, {**told, "another_one": "on"})
    assert Organisation.objects.filter(name="Delft").exists()


def test_a_name_that_stands_there_already_is_told_as_such(browse, read, delft, municipalities):
    page = read(browse.post(CREATE, {"name": "Gemeente Delft", "kind": "gemeente"}))

    assert "Er is al een organisatie met deze naam" in page.text


def test_who_may_not_add_one_asks_nothing(browser_of, delft):
    assert browser_of("privacy_officer").post(ALIKE, {"name": "Delft"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(rows, browse, make_organisation, django_assert_num_queries):
    for number in range(rows):
        make_organisation(f"Buurthuis Noord {number}", "anders")

    with django_assert_num_queries(14):
        browse.post(ALIKE, {"name": "Buurthuis Noord"})
