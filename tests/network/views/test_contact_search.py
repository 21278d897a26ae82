"""Contact moments found by what was said, with whom, by whom and when; and whoever calls, by their number."""

from datetime import date

import pytest
from django.urls import reverse

from network.actions import merges
from network.models import PhoneNumber
from network.queries import contact_search

LIST = reverse("network:contact_list")


@pytest.fixture
def listed(browse, read):
    """Return a function that lists what the page of these choices shows; words are posted."""

    def rows(words="", **asked):
        page = read(browse.post(LIST, {"words": words, **asked}, follow=True) if words else browse.get(LIST, asked))
        return [row.text for row in page.select("#resultaten .lines strong")]

    return rows


@pytest.fixture
def moments(make_moment, make_person, make_organisation):
    delft = make_organisation("Gemeente Delft")
    joost, samira = make_person("Joost", "van der Berg"), make_person("Samira", "Amrani")
    make_moment(joost, organisations=[delft], summary="Over één pilot met stages.", held_on=date(2026, 1, 5))
    make_moment(samira, summary="Over taal op de werkvloer.", held_on=date(2026, 3, 2))
    return joost, samira, delft


@pytest.mark.parametrize(
    "words", ["pilot stages", "een stage", "ÉÉN", "berg", "vd Berg", "Joost", "delft", "gem delft"]
)
def test_words_find_what_was_said_and_with_whom(words, listed, moments):
    assert listed(words) == ["Over één pilot met stages."]


@pytest.mark.parametrize("words", ["pilot taal", "zzz", "' & | !", "(", ":*"])
def test_words_that_nothing_answers_to_break_nothing(words, browse, read, moments):
    page = read(browse.post(LIST, {"words": words}, follow=True))

    assert len(page.select("#resultaten .lines li")) in (0, 2)


def test_z38_the_words_stand_in_no_address(browse, moments):
    assert "Berg" not in browse.post(LIST, {"words": "Berg"}).url


def test_each_choice_narrows(listed, moments, browser_of, colleague, make_user, make_moment, make_person):
    joost, _samira, delft = moments
    other = make_user("line_staff")
    make_moment(make_person("Theo", "Mensah"), summary="Van een ander.", logged_by=other, held_on=date(2026, 5, 1))

    assert listed(person=joost.pk) == ["Over één pilot met stages."]
    assert listed(organisation=delft.pk) == ["Over één pilot met stages."]
    assert listed(colleague=other.pk) == ["Van een ander."]
    assert listed(since="2026-03-02", until="2026-03-02") == ["Over taal op de werkvloer."]
    assert listed(own="on", colleague=other.pk) == []
    assert listed(sort="-day")[0] == "Over één pilot met stages."


def test_with_whom_is_said_and_can_be_taken_off(browse, read, moments):
    page = read(browse.get(LIST, {"person": moments[0].pk}))

    (chip,) = page.select(".chip--on")
    assert "Persoon: Joost van der Berg" in chip.text
    assert page.select_one("form.filters input[name=person]")["value"] == str(moments[0].pk)


def test_who_was_merged_is_found_under_the_old_number(listed, moments, make_person, colleague):
    joost = moments[0]
    kept = make_person("J.", "Berg")
    merges.merge(kept=kept, gone=joost, by=colleague, now=kept.created_at)

    assert listed(person=joost.pk) == ["Over één pilot met stages."]


@pytest.mark.parametrize("asked", [{"person": 999_999}, {"person": "x"}, {"organisation": 999_999}, {"line": 999}])
def test_what_is_not_there_finds_nothing_and_exports_nothing(asked, browse, read, moments):
    page = read(browse.get(LIST, asked))

    assert page.select_one("#resultaten .empty h2").text == "Geen contactmoment voldoet aan dit alles"
    assert "Waar dit adres om vraagt, is er niet meer" in page.text


def test_the_pages_of_person_and_organisation_lead_here(browse, read, moments):
    joost, _samira, delft = moments

    for name, party in (("person", joost), ("organisation", delft)):
        page = read(browse.get(reverse(f"network:{name}_detail", args=[party.pk])))
        assert page.select_one(f"a[href='{LIST}?{name}={party.pk}']")


def test_of_words_that_are_in_very_many_the_first_are_listed_and_the_page_says_so(
    browse, read, listed, make_moment, make_person, monkeypatch
):
    monkeypatch.setattr(contact_search, "MOST", 3)
    joost = make_person("Joost", "Berg")
    for day in range(1, 6):
        make_moment(joost, summary=f"Over taal, keer {day}.", held_on=date(2026, 1, day))
    make_moment(joost, summary="Over stages.", held_on=date(2026, 1, 9))

    page = read(browse.post(LIST, {"words": "taal"}, follow=True))

    said = "Deze woorden staan in meer dan 3 contactmomenten"
    assert [row.text for row in page.select("#resultaten .lines strong")] == [
        f"Over taal, keer {day}." for day in (5, 4, 3)
    ]
    assert said in page.select_one("#resultaten").text
    assert listed("stages") == ["Over stages."]
    for few in (browse.post(LIST, {"words": "stages"}, follow=True), browse.get(LIST)):
        assert "Deze woorden staan in meer dan" not in read(few).select_one("#resultaten").text


def test_an_export_holds_all_that_the_words_find(colleague, make_moment, make_person, monkeypatch):
    monkeypatch.setattr(contact_search, "MOST", 1)
    joost = make_person("Joost", "Berg")
    for day in (1, 2, 3):
        make_moment(joost, summary="Over taal.", held_on=date(2026, 1, day))

    assert contact_search.found(colleague, contact_search.ContactsAsked(words="taal")).count() == 3


class TestPhoneNumbers:
    @pytest.fixture
    def called(self, make_person, make_organisation):
        person, organisation = make_person("Joost", "Berg"), make_organisation("Divosa")
        make_person("Samira", "Amrani")
        PhoneNumber.objects.create(person=person, number="+31612345678")
        PhoneNumber.objects.create(organisation=organisation, number="+31202345678")

    @pytest.mark.parametrize(
        "number", ["06 12345678", "0612345678", "06-1234 5678", "+31612345678", "0031 6 12345678", "+31 (0)6 12345678"]
    )
    def test_who_calls_is_found_however_the_number_is_written(self, number, browse, names_in, called):
        assert names_in(browse.post(reverse("network:person_list"), {"words": number}, follow=True)) == ["Berg, Joost"]

    def test_an_organisation_too_and_in_the_box_at_the_top(self, browse, read, names_in, called):
        listed = names_in(browse.post(reverse("network:organisation_list"), {"words": "020 2345678"}, follow=True))
        page = read(browse.post(reverse("network:search"), {"words": "0202345678"}, follow=True))

        assert listed == ["Divosa"]
        assert [name.text for name in page.select(".lines strong")] == ["Divosa"]

    @pytest.mark.parametrize("words", ["2026", "3511", "12345", "06"])
    def test_a_year_or_postcode_is_no_number(self, words, browse, names_in, called):
        assert names_in(browse.post(reverse("network:person_list"), {"words": words}, follow=True)) == []
