from datetime import date, timedelta

import pytest
from django.urls import reverse

from network.models import LinePartner, Organisation
from tests.network.views.conftest import ERRORS

LIST = reverse("network:organisation_list")
CREATE = reverse("network:organisation_create")


@pytest.fixture
def told(municipalities):
    return {
        "name": "Gemeente Delft",
        "kind": "gemeente",
        "target_groups": [municipalities.pk],
        "province": "NL-ZH",
        "website": "delft.example.org",
        "tags": "wijkaanpak",
    }


class TestList:
    def test_each_choice_narrows(self, browse, names_in, make_organisation, municipalities, work_line):
        delft = make_organisation("Gemeente Delft", groups=[municipalities], province="NL-ZH")
        LinePartner.objects.create(organisation=delft, line=work_line, relation="partner")
        former = make_organisation("Élan", kind="vereniging")
        LinePartner.objects.create(organisation=former, line=work_line, relation="partner", ended_on=date(2025, 1, 1))

        asked = [{"kind": "gemeente"}, {"group": municipalities.pk}, {"line": work_line.pk}, {"region": "NL-ZH"}]

        assert [names_in(browse.get(LIST, each)) for each in asked] == [["Gemeente Delft"]] * 4
        assert names_in(browse.get(LIST)) == ["Élan", "Gemeente Delft"]
        assert names_in(browse.get(LIST, {"sort": "-name"})) == ["Gemeente Delft", "Élan"]

    def test_z38_words_are_posted(self, browse, names_in, make_organisation):
        make_organisation("Élan")
        make_organisation("Divosa")

        answer = browse.post(LIST, {"words": "elan"})

        assert "elan" not in answer.url
        assert names_in(browse.get(answer.url)) == ["Élan"]

    def test_nothing_found_says_what_to_do(self, browse, read, make_organisation):
        make_organisation("Élan")

        page = read(browse.get(browse.post(LIST, {"words": "elan", "kind": "school"}).url))

        assert "dan vinden we 1 organisatie" in page.select_one(".empty").text

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_number_of_queries_does_not_grow(
        self, rows, browse, django_assert_num_queries, make_organisation, municipalities, work_line
    ):
        for number in range(rows):
            organisation = make_organisation(f"Organisatie {number}", groups=[municipalities])
            LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner")

        with django_assert_num_queries(10):
            browse.get(LIST)


class TestDetail:
    def test_its_people_lines_and_contact_are_shown(
        self, browse, read, make_organisation, make_person, make_affiliation, make_moment, work_line
    ):
        delft = make_organisation()
        present, gone = make_person("Anouk", "Smeets"), make_person("Paul", "Verhoeven")
        make_affiliation(present, delft, title="projectleider")
        make_affiliation(gone, delft, ended_on=date(2024, 5, 1))
        LinePartner.objects.create(
            organisation=delft, line=work_line, relation="gesprekspartner", source_note="notitie"
        )
        make_moment(present, organisations=[delft], summary="Over de wijken.")

        page = read(browse.get(reverse("network:organisation_detail", args=[delft.pk])))

        text = page.get_text(" ", strip=True)
        for fact in (
            "Anouk Smeets",
            "projectleider",
            "tot 1 mei 2024",
            "gesprekspartner",
            "notitie",
            "Over de wijken.",
        ):
            assert fact in text
        assert [box["value"] for box in page.select("input[name=people]")] == [str(present.pk)]
        assert page.select_one("input[name=people]").has_attr("checked")

    def test_many_people_lead_to_the_list_of_them(
        self, browse, read, names_in, make_organisation, make_person, make_affiliation
    ):
        delft = make_organisation()
        for number in range(14):
            make_affiliation(make_person("Abel", f"Naam{number:02}"), delft)
        make_person("Niet", "Hier")

        page = read(browse.get(reverse("network:organisation_detail", args=[delft.pk])))
        link = page.select_one('a[href*="personen/?organisation="]')

        assert link.text == "Alle 14 personen"
        assert len(names_in(browse.get(link["href"]))) == 14

    def test_the_number_of_queries_does_not_grow(
        self, queries_for, make_organisation, make_person, make_affiliation, make_moment
    ):
        delft = make_organisation()
        address = reverse("network:organisation_detail", args=[delft.pk])

        def add(rows):
            for number in rows:
                person = make_person()
                make_affiliation(person, delft)
                make_affiliation(make_person(), delft, ended_on=date(2025, 1, 1) + timedelta(days=number))
                make_moment(person, organisations=[delft])

        add(range(2))  # somebody who works there alone is ticked at once, which costs three more
        with_two = queries_for(address)
        add(range(2, 30))

        assert queries_for(address) == with_two <= 32


class TestCreateAndEdit:
    def test_everything_told_is_stored(self, browse, told, municipalities):
        answer = browse.post(CREATE, told)

        delft = Organisation.objects.get()
        assert answer.url == reverse("network:organisation_detail", args=[delft.pk])
        assert (delft.name, delft.kind, delft.province, delft.website) == (
            "Gemeente Delft",
            "gemeente",
            "NL-ZH",
            "https://delft.example.org",
        )
        assert list(delft.target_groups.all()) == [municipalities]
        assert list(delft.tags.names()) == ["wijkaanpak"]

    def test_a_name_that_exists_is_refused(self, browse, read, told, make_organisation):
        make_organisation("Gemeente Delft")

        page = read(browse.post(CREATE, told))

        assert "Er is al een organisatie met deze naam." in page.select_one(ERRORS).text
        assert Organisation.objects.count() == 1

    def test_a_website_that_is_a_script_is_refused(self, browse, read, told):
        page = read(browse.post(CREATE, {**told, "website": "javascript:alert(1)"}))

        assert page.select_one(ERRORS)
        assert not Organisation.objects.exists()

    def test_changes_are_stored(self, browse, told, make_organisation):
        organisation = make_organisation("Delft", kind="anders")

        browse.post(reverse("network:organisation_edit", args=[organisation.pk]), told)

        organisation.refresh_from_db()
        assert (organisation.name, organisation.kind) == ("Gemeente Delft", "gemeente")


class TestLines:
    def test_a_line_is_added_changed_and_ended(self, browse, make_organisation, work_line):
        delft = make_organisation()

        browse.post(
            reverse("network:partner_create", args=[delft.pk]),
            {"line": work_line.pk, "relation": "gesprekspartner", "started_on": "2024-01-01"},
        )
        partner = delft.line_partnerships.get()
        browse.post(
            reverse("network:partner_edit", args=[partner.pk]),
            {"relation": "kennispartner", "started_on": "2024-01-01", "ended_on": "2026-01-01"},
        )

        partner.refresh_from_db()
        assert (partner.line, partner.relation, partner.ended_on) == (work_line, "kennispartner", date(2026, 1, 1))

    def test_only_lines_that_are_free_are_offered(self, browse, read, make_organisation, work_line, newcomer_line):
        delft = make_organisation()
        LinePartner.objects.create(organisation=delft, line=work_line, relation="partner")

        page = read(browse.get(reverse("network:partner_create", args=[delft.pk])))

        assert [option["value"] for option in page.select("select[name=line] option")] == ["", str(newcomer_line.pk)]

    def test_an_end_before_the_start_is_refused(self, browse, read, make_organisation, work_line):
        partner = LinePartner.objects.create(organisation=make_organisation(), line=work_line, relation="partner")

        page = read(
            browse.post(
                reverse("network:partner_edit", args=[partner.pk]),
                {"relation": "partner", "started_on": "2026-01-01", "ended_on": "2025-01-01"},
            )
        )

        assert "De einddatum moet na de begindatum komen." in page.select_one(ERRORS).text


def test_namesakes_to_tick_for_a_contact_moment_are_told_apart_by_what_they_do(
    browse, read, make_organisation, make_person, make_affiliation
):
    organisation = make_organisation()
    for title in ("directeur", "teamleider"):
        make_affiliation(make_person("Marijn", "Meijer"), organisation, title=title)

    page = read(browse.get(reverse("network:organisation_detail", args=[organisation.pk])))

    offered = [box.parent.get_text(" ", strip=True) for box in page.select("input[name=people]")]
    assert sorted(offered) == ["Marijn Meijer directeur", "Marijn Meijer teamleider"]


def test_names_are_offered_while_one_types(browse, read, make_organisation):
    for name in ("Divosa", "Élan", "Gemeente Elburg"):
        make_organisation(name)

    page = read(browse.post(reverse("network:organisation_names"), {"organisation": "el"}))

    assert [option["value"] for option in page.select("option")] == ["Élan", "Gemeente Elburg"]
