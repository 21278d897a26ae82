from datetime import date

from django.urls import reverse

from tests.network.views.conftest import ERRORS


def test_a_role_is_added(browse, make_person, make_organisation):
    person, divosa = make_person(), make_organisation("Divosa")

    browse.post(
        reverse("network:affiliation_create", args=[person.pk]),
        {"organisation": "Divosa", "title": "teamleider", "started_on": "2024-02-01", "ended_on": ""},
    )

    assert list(person.affiliations.values_list("organisation", "title", "started_on", "ended_on")) == [
        (divosa.pk, "teamleider", date(2024, 2, 1), None)
    ]


def test_a_role_is_ended_and_stays(browse, make_person, make_organisation, make_affiliation):
    role = make_affiliation(make_person(), make_organisation(), started_on=date(2024, 2, 1))

    browse.post(
        reverse("network:affiliation_edit", args=[role.pk]),
        {"title": "adviseur", "started_on": "2024-02-01", "ended_on": "1-9-2026"},
    )

    role.refresh_from_db()
    assert role.ended_on == date(2026, 9, 1)


def test_an_impossible_role_is_refused_in_words(browse, read, make_person, make_organisation, make_affiliation):
    person = make_person()
    role = make_affiliation(person, make_organisation(), started_on=date(2024, 2, 1))

    backwards = read(
        browse.post(
            reverse("network:affiliation_edit", args=[role.pk]), {"started_on": "2024-02-01", "ended_on": "2023-01-01"}
        )
    )
    twice = read(
        browse.post(
            reverse("network:affiliation_create", args=[person.pk]),
            {"organisation": "Gemeente Delft", "title": "adviseur"},
        )
    )

    assert "De einddatum moet na de begindatum komen." in backwards.select_one(ERRORS).text
    assert "heeft daar deze functie al" in twice.select_one(ERRORS).text
    assert person.affiliations.count() == 1


def test_p5_a_title_with_special_words_is_asked_about(browse, read, make_person, make_organisation):
    person = make_person()
    make_organisation("Divosa")
    told = {"organisation": "Divosa", "title": "consulent Turks-Nederlandse ondernemers"}
    address = reverse("network:affiliation_create", args=[person.pk])

    page = read(browse.post(address, told))

    assert "Turks-Nederlandse" in page.select_one(ERRORS).text
    assert not person.affiliations.exists()
    browse.post(address, {**told, "confirmed": "on"})
    assert person.affiliations.get().title == told["title"]
