"""Several values of one filter: one of these is enough, in lists, addresses, chips, selections and on the map."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from network.models import LinePartner, Selection
from network.queries import organisations, people
from tests.network.views.conftest import ERRORS  # noqa: F401

PEOPLE, ORGANISATIONS = reverse("network:person_list"), reverse("network:organisation_list")


@pytest.fixture
def trio(make_person, work_line, newcomer_line):
    """Three people: on one line, on another, and on none."""
    anne, bo, cas = (make_person(name, name[0]) for name in ("Anne", "Bo", "Cas"))
    anne.lines.add(work_line)
    bo.lines.add(newcomer_line)
    return [anne, bo, cas]


def test_who_is_on_one_of_two_lines_is_found_and_the_address_names_both(
    browse, names_in, trio, work_line, newcomer_line
):
    answer = browse.post(PEOPLE, {"line": [work_line.pk, newcomer_line.pk]})

    keys = sorted((work_line, newcomer_line), key=lambda line: line.number)
    assert parse_qs(urlsplit(answer.url).query) == {"line": [",".join(str(line.pk) for line in keys)]}
    assert names_in(browse.get(answer.url)) == ["A, Anne", "B, Bo"]


def test_each_value_is_taken_off_by_itself(browse, read, trio, work_line, newcomer_line):
    page = read(browse.get(f"{PEOPLE}?line={work_line.pk},{newcomer_line.pk}&contact=never"))

    chips = page.select(".chips .chip")
    assert [chip.get_text(" ", strip=True).removeprefix("Haal weg: ").split(":")[0] for chip in chips] == [
        "Programmalijn", "of Programmalijn", "Laatste contact",
    ]  # fmt: skip
    rest = [parse_qs(urlsplit(chip["href"]).query) for chip in chips]
    assert [found.get("line") for found in rest[:2]] == [[str(newcomer_line.pk)], [str(work_line.pk)]] or [
        found.get("line") for found in rest[:2]
    ] == [[str(work_line.pk)], [str(newcomer_line.pk)]]
    assert rest[2] == {"line": [f"{work_line.pk},{newcomer_line.pk}"]}


def test_what_is_ticked_stands_on_the_line_that_folds_open(browse, read, trio, work_line, newcomer_line):
    def said(query):
        page = read(browse.get(f"{PEOPLE}?{query}"))
        return page.select_one("details[data-many] summary").text, len(page.select("input[name=line][checked]"))

    assert said("") == ("Alle", 0)
    assert said(f"line={work_line.pk}") == (str(work_line), 1)
    assert said(f"line={work_line.pk},{newcomer_line.pk}") == ("2 gekozen", 2)


def test_regions_and_target_groups_of_organisations_work_the_same(
    browse, names_in, make_organisation, municipalities, employers
):
    make_organisation("Utrecht", groups=[municipalities], province="NL-UT")
    make_organisation("Zeist BV", "werkgever", groups=[employers], province="NL-UT")
    make_organisation("Delft", groups=[municipalities], province="NL-ZH")
    make_organisation("Assen", groups=[municipalities, employers], province="NL-DR")
    both = f"group={municipalities.pk},{employers.pk}"

    assert names_in(browse.get(f"{ORGANISATIONS}?{both}&region=NL-DR,NL-UT")) == ["Assen", "Utrecht", "Zeist BV"]
    assert names_in(browse.get(f"{ORGANISATIONS}?group={employers.pk}&region=NL-UT")) == ["Zeist BV"]


def test_one_of_several_tags_is_enough(browse, names_in, trio):
    trio[0].tags.add("stages")
    trio[2].tags.add("taal")
    tags = [tag.pk for person in trio for tag in person.tags.all()]

    assert names_in(browse.get(f"{PEOPLE}?tag={tags[0]},{tags[1]}")) == ["A, Anne", "C, Cas"]


def test_a_selection_keeps_several_values_and_forgets_one_that_is_gone(
    browse, colleague, trio, work_line, newcomer_line
):
    address = reverse("network:selection_create", args=["people"])
    browse.post(f"{address}?line={work_line.pk},{newcomer_line.pk}", {"name": "Beide", "how": "filter"})
    selection = Selection.objects.get()

    def members():
        from django.utils import timezone

        from network.models import Person

        return set(people.members(selection, Person.objects.all(), timezone.localdate()))

    assert members() == set(trio[:2])
    trio[1].lines.clear()
    newcomer_line.delete()
    assert members() == {trio[0]}


def test_the_map_and_its_files_follow(browse, read, make_organisation, work_line, newcomer_line):
    for name, line in (("Divosa", work_line), ("COA", newcomer_line), ("Leeg", None)):
        organisation = make_organisation(name)
        if line:
            LinePartner.objects.create(organisation=organisation, line=line, relation="partner")

    answer = browse.post(reverse("network:map"), {"line": [work_line.pk, newcomer_line.pk]})
    shown = browse.get(f"{answer.url}&als=tabel")

    assert f"line={work_line.pk}%2C{newcomer_line.pk}" in answer.url or (
        f"line={newcomer_line.pk}%2C{work_line.pk}" in answer.url
    )
    found = organisations.OrganisationsAsked(line=(work_line, newcomer_line))
    assert found.narrowed
    assert "Leeg" not in read(shown).select_one("main").text
    assert "Divosa" in read(shown).select_one("main").text


def test_a_value_that_is_not_there_finds_nobody_and_is_told(browse, read, trio, work_line):
    page = read(browse.get(f"{PEOPLE}?line={work_line.pk},999999"))

    assert "Programmalijn" in page.select_one(".messages, .msg").text
    assert not page.select("tbody th")
