"""What a file can say of organisations, people and ties, so that what it brings in stands in matrix and lists."""

import csv
import io
from datetime import date

import pytest

from network.importing import columns, examples
from network.importing.columns import Kind
from network.models import LinePartner, Municipality, Organisation, Person, Relationship
from network.models.import_row import Outcome
from network.queries import imports as queries
from tests.network.dumps import everything

HEAD = "Naam;Soort;Doelgroep;Gemeente;Partner van lijn\n"


@pytest.fixture
def utrecht(db):
    return Municipality.objects.create(code="GM0344", name="Utrecht", province="NL-UT")


def errors_of(file):
    return [dict(row.errors) for row in file.rows.order_by("number") if row.errors]


class TestOrganisations:
    @pytest.fixture
    def file(self, bring, municipalities, employers, work_line, newcomer_line, utrecht):
        return bring(HEAD + "Stichting Noord;anders;gemeenten, Werkgevers;Utrecht;4, 5\n", "organisations")

    def test_they_come_in_with_target_groups_place_and_lines(
        self, file, write, municipalities, employers, work_line, newcomer_line, utrecht
    ):
        write(file)

        noord = Organisation.objects.get()
        assert [*noord.target_groups.all()] == [municipalities, employers]
        assert (noord.municipality, noord.province) == (utrecht, "NL-UT")
        partners = noord.line_partnerships.values_list("line", "relation", "ended_on")
        assert [*partners] == [(work_line.pk, "partner", None), (newcomer_line.pk, "partner", None)]

    def test_taken_back_nothing_of_it_stays(self, file, write, take_back):
        write(file)
        take_back(file)

        assert not Organisation.objects.exists()
        assert not LinePartner.objects.exists()

    def test_one_that_joined_another_line_since_stays(self, file, write, take_back):
        write(file)
        LinePartner.objects.update(relation="opdrachtgever")

        take_back(file)

        assert Organisation.objects.exists()
        assert file.rows.get().left == "changed"

    def test_what_is_not_known_is_said_by_row_and_column(self, bring, municipalities, work_line):
        file = bring(HEAD + "Noord;anders;Gemeenten, Marsmannen;Lutjebroek aan Zee;4, 77\n", "organisations")

        assert errors_of(file) == [
            {
                "doelgroepen": "We kennen geen doelgroep ‘Marsmannen’.",
                "gemeente": "We kennen geen gemeente ‘Lutjebroek aan Zee’.",
                "partner van lijnen": "Er is geen programmalijn 77.",
            }
        ]

    def test_a_target_group_whose_name_has_commas_is_one(self, bring, write, municipalities, employers):
        employers.name = "Scholen, hogescholen en universiteiten"
        employers.save()

        write(
            bring(HEAD + 'Noord;anders;"Scholen, hogescholen en universiteiten; Gemeenten";;\n', "organisations"),
        )

        assert {*Organisation.objects.get().target_groups.all()} == {municipalities, employers}

    def test_one_we_know_gets_what_it_lacks_and_an_undo_takes_exactly_that(
        self, bring, write, take_back, make_organisation, municipalities, employers, work_line, utrecht, colleague
    ):
        make_organisation("Stichting Noord", "anders", groups=[municipalities], province="NL-GR")
        before = everything()
        file = bring(HEAD + "Stichting Noord;anders;Gemeenten, Werkgevers;Utrecht;4\n", "organisations")
        (row,) = queries.shown(file, list(file.rows.all()), colleague)
        assert {*row.changes} == {
            ("gemeente", "(leeg)", "Utrecht"),
            ("regio", "Groningen", "Utrecht"),
            ("doelgroepen", "", "Werkgevers"),
            ("partner van lijnen", "", "4"),
        }

        write(file)
        noord = Organisation.objects.get()
        assert (noord.target_groups.count(), noord.line_partnerships.count(), noord.province) == (2, 1, "NL-UT")

        take_back(file)
        after = everything()
        changed = {name for name, rows in after.items() if rows != before[name]}
        assert changed & {"network_organisation", "network_organisation_target_groups", "network_linepartner"} == set()


class TestPeople:
    def test_a_municipality_decides_the_region(self, bring, write, utrecht):
        write(bring("Voornaam;Achternaam;Gemeente\nJoost;Berg;gemeente Utrecht\n"))

        person = Person.objects.get()
        assert (person.municipality, person.province) == (utrecht, "NL-UT")

    def test_it_is_taken_back(self, bring, write, take_back, utrecht, make_person):
        make_person("Sevda", "Demir", "s.demir@mkb.example.org")
        file = bring(
            "Voornaam;Achternaam;E-mail;Gemeente\nJoost;Berg;;Utrecht\nSevda;Demir;s.demir@mkb.example.org;Utrecht\n"
        )
        write(file)
        assert Person.objects.filter(municipality=utrecht, province="NL-UT").count() == 2

        take_back(file)

        assert [*Person.objects.values_list("municipality", "province")] == [(None, "")]


class TestTies:
    HEAD = "Van;Relatie;Naar;Sinds;Tot;Bevestigd;Bevestigd op\n"

    @pytest.fixture
    def ends(self, make_organisation, funds):
        return make_organisation("Gemeente Delft"), make_organisation("VNG")

    def test_until_and_who_confirmed_come_in(self, bring, write, take_back, ends):
        file = bring(self.HEAD + "VNG;financiert;Gemeente Delft;1-1-2020;1-1-2024;tweede;2-2-2022\n", "ties")
        write(file)

        tie = Relationship.objects.get()
        assert (tie.started_on, tie.ended_on) == (date(2020, 1, 1), date(2024, 1, 1))
        assert (tie.confirmed_by, tie.confirmed_on) == ("second", date(2022, 2, 2))

        take_back(file)
        assert not Relationship.objects.exists()

    def test_said_backwards_the_same_side_confirmed(self, bring, write, ends):
        write(bring(self.HEAD + "VNG;wordt gefinancierd door;Gemeente Delft;;;eerste;\n", "ties"))

        tie = Relationship.objects.get()
        assert (tie.first_organisation.name, tie.confirmed_by) == ("Gemeente Delft", "second")
        assert tie.confirmed_on == date(2026, 9, 18)

    def test_days_and_words_that_cannot_be_are_said(self, bring, ends):
        file = bring(
            self.HEAD
            + "VNG;financiert;Gemeente Delft;1-1-2024;1-1-2020;;\n"
            + "VNG;financiert;Gemeente Delft;;;misschien;\n"
            + "VNG;financiert;Gemeente Delft;;;;1-1-2020\n",
            "ties",
        )

        assert [{*each} for each in errors_of(file)] == [{"tot"}, {"bevestigd"}, {"bevestigd"}]

    def test_a_tie_that_ended_stands_beside_the_one_that_holds(self, bring, ends, make_tie, funds):
        make_tie(*ends, kind=funds)

        file = bring(
            self.HEAD + "Gemeente Delft;financiert;VNG;;;;\nGemeente Delft;financiert;VNG;;1-1-2020;;\n", "ties"
        )

        assert [*file.rows.order_by("number").values_list("outcome", flat=True)] == [Outcome.UNCHANGED, Outcome.NEW]


@pytest.mark.parametrize("kind", Kind.values)
def test_every_heading_of_an_example_is_recognised(kind):
    headings, cells = examples.rows_of(kind)

    assert columns.recognised(kind, headings) == {name: at for at, name in enumerate(examples.ROWS[kind])}
    assert len(cells) == len(headings)


def test_the_example_of_organisations_comes_in_without_an_error(
    bring, municipalities, employers, work_line, newcomer_line, utrecht
):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(examples.rows_of(Kind.ORGANISATIONS))

    assert errors_of(bring(text.getvalue(), "organisations")) == []
