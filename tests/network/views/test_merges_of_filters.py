"""What asks for a record by its number keeps asking for it after a merge, and never comes to ask for everybody."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from network import export_columns
from network.actions import bulk, exports, merges, selections
from network.models import Person
from network.queries import people

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
LIST = reverse("network:person_list")


@pytest.fixture
def merged(make_organisation, make_person, make_affiliation, colleague):
    """Two organisations that became one, at which Anne works; Bo works nowhere. Return the number that went."""
    kept, gone = make_organisation("Delft"), make_organisation("Gemeente Delft")
    make_affiliation(make_person("Anne", "Lid"), gone)
    make_person("Bo", "Lid")
    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)
    return gone.pk


def test_a_selection_that_names_the_organisation_that_went_keeps_its_people(merged, colleague):
    asked = {"organisation": str(merged)}
    selection = selections.keep(of="people", name="Delft", asked=asked, shared=False, by=colleague, now=NOW)

    found = people.members(selection, Person.objects.all(), NOW.date())

    assert [person.given_name for person in found] == ["Anne"]


def test_its_page_shows_the_filter_and_says_nothing_is_gone(merged, browse, colleague):
    asked = {"organisation": str(merged)}
    selection = selections.keep(of="people", name="Delft", asked=asked, shared=True, by=colleague, now=NOW)

    page = browse.get(reverse("network:selection_detail", args=[selection.pk])).content.decode()

    assert "Organisatie: Delft" in page
    assert "is verdwenen" not in page


def test_an_address_that_was_kept_shows_the_same_people(merged, browse, names_in):
    assert names_in(browse.get(LIST, {"organisation": merged})) == ["Lid, Anne"]


@pytest.mark.parametrize("asked", [{"organisation": 999_999}, {"line": 999}, {"selection": 999}, {"tag": "x"}])
def test_an_address_that_asks_for_what_is_not_there_shows_nobody_and_says_so(asked, merged, browse, read):
    page = read(browse.get(LIST, asked))

    assert not page.select("tbody tr")
    assert "Waar dit adres om vraagt, is er niet meer" in page.text


def test_all_that_such_an_address_finds_is_nobody(merged, browse, read):
    choose = reverse("network:bulk_create", args=["people"])

    page = read(browse.post(f"{choose}?organisation=999999", {"all": "1", "verb": "tag"}, follow=True))

    assert "Vink er minstens één aan" in page.text


def test_a_file_that_was_asked_before_has_who_went_under_the_record_that_stayed(make_person, colleague):
    kept, gone = make_person("Joost", "Berg"), make_person("J.", "Berg")
    export = exports.begin(of="people", keys=[gone.pk], by=colleague, now=NOW)
    export = exports.ask(
        export=export, columns=["given_name"], format="csv", purpose="Uitnodigen", by=colleague, now=NOW
    )

    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    assert [*export_columns.rows(export, NOW.date())][1:] == [["Joost"]]


def test_a_change_for_many_that_was_begun_before_still_reaches_them(make_person, colleague):
    kept, gone = make_person("Joost", "Berg"), make_person("J.", "Berg")
    action = bulk.begin(of="people", verb="tag", keys=[gone.pk], by=colleague, now=NOW)
    bulk.tell(action=action, facts={"tag": "stages"})

    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    assert bulk.do(action=action, by=colleague, now=NOW) == 1
    assert [*kept.tags.names()] == ["stages"]
