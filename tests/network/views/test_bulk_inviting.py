"""From a list to an invitation, and back."""

from datetime import date

import pytest
from django.urls import reverse

from network.models import BulkAction, Selection
from network.models.bulk_action import Verb

CHOOSE = {of: reverse("network:bulk_create", args=[of]) for of in ("people", "organisations")}


@pytest.fixture
def trio(make_person):
    return [make_person(name, name[0]) for name in ("Anne", "Bo", "Cas")]


def test_people_are_invited_by_way_of_a_selection(browse, trio):
    answer = browse.post(CHOOSE["people"], {"chosen": [trio[0].pk, trio[1].pk], "verb": "invite"})

    selection = Selection.objects.get()
    assert answer.url == f"{reverse('newsletter:campaign_create')}?selections={selection.pk}"
    assert set(selection.picks.values_list("person", flat=True)) == {trio[0].pk, trio[1].pk}


def test_of_organisations_who_works_there_now_is_invited_and_where_nobody_does_is_told(
    browse, read, trio, make_organisation, make_affiliation
):
    divosa, empty = make_organisation("Divosa"), make_organisation("Leeg")
    make_affiliation(trio[0], divosa)
    make_affiliation(trio[1], divosa, ended_on=date(2020, 1, 1))

    answer = browse.post(CHOOSE["organisations"], {"chosen": [divosa.pk, empty.pk], "verb": "invite"}, follow=True)

    assert list(Selection.objects.get().picks.values_list("person", flat=True)) == [trio[0].pk]
    assert "Bij 1 van de organisaties die je koos, kennen we niemand die er nu werkt." in answer.content.decode()


def test_where_nobody_works_nobody_is_invited_and_the_list_says_so(browse, make_organisation):
    empty = make_organisation("Leeg")

    answer = browse.post(CHOOSE["organisations"], {"chosen": [empty.pk], "verb": "invite"})

    assert answer.url.startswith(reverse("network:organisation_list"))
    assert not Selection.objects.exists()


def test_a_choice_for_an_invitation_stands_among_the_changes_and_is_undone_once(browse, read, trio):
    browse.post(CHOOSE["people"], {"chosen": [trio[0].pk, trio[1].pk], "verb": "invite"})
    action = BulkAction.objects.get(verb=Verb.INVITE)
    page = reverse("network:bulk_detail", args=[action.pk])
    shown = read(browse.get(page))

    browse.post(f"{page}maak-ongedaan/")

    assert shown.h1.text == "Gekozen voor een uitnodiging"
    assert "Nog niemand is uitgenodigd" in shown.select_one("main").text
    assert read(browse.get(page)).select_one("#h-done").text == "Ongedaan gemaakt"
    assert not Selection.objects.standing().exists()
    assert read(browse.get(reverse("network:bulk_list"))).select_one(".lines strong").text == "Uitnodiging"


def test_who_sends_no_letters_chooses_nobody_for_an_invitation(browser_of, read, trio):
    browser = browser_of("platform_coordinator")

    page = read(browser.get(reverse("network:person_list")))
    answer = browser.post(CHOOSE["people"], {"chosen": [trio[0].pk], "verb": "invite"})

    assert page.select_one("button[value=tag]")
    assert not page.select_one("button[value=invite]")
    assert answer.status_code == 403
    assert not Selection.objects.exists()
