"""Whom a contact moment in a file was with, and what a file tells newer of a tie."""

from datetime import date

import pytest

from network.models import ContactMoment, Organisation, Relationship
from network.queries import imports as queries


def errors_of(file):
    return [dict(row.errors) for row in file.rows.order_by("number") if row.errors]


class TestContactMoments:
    HEAD = "Datum;Soort;Programmalijn;Met wie;Organisatie;Waarover\n"

    @pytest.fixture
    def row(self, work_line, make_organisation):
        make_organisation("Gemeente Delft")

        def write(people, organisation):
            return f"3-3-2026;gesprek;4;{people};{organisation};Over het najaar.\n"

        return write

    def test_one_with_an_organisation_alone_comes_in_and_is_taken_back(self, row, bring, write, take_back):
        file = bring(self.HEAD + row("", "gemeente delft"), "contacts")
        write(file)

        moment = ContactMoment.objects.get()
        assert ([*moment.people.all()], [each.name for each in moment.organisations.all()]) == ([], ["Gemeente Delft"])
        assert Organisation.objects.get().last_contact_on == date(2026, 3, 3)

        take_back(file)
        assert not ContactMoment.objects.exists()

    def test_two_organisations_make_two_moments_and_the_same_one_twice_is_one(
        self, row, bring, write, make_organisation
    ):
        make_organisation("Raad, daad en co", "anders")
        names = ("Gemeente Delft", '"Raad, daad en co"', "Gemeente Delft")
        file = bring(self.HEAD + "".join(row("", name) for name in names), "contacts")
        write(file)

        assert [*file.rows.order_by("number").values_list("outcome", flat=True)] == ["new", "new", "refused"]
        again = bring(self.HEAD + row("", "Gemeente Delft"), "contacts")
        assert again.rows.get().outcome == "unchanged"

    @pytest.mark.parametrize(
        ("people", "organisation"), [("Joost van der Berg", "Gemeente Delft"), ("joost van der berg (VNG)", "")]
    )
    def test_somebody_without_an_address_is_known_by_name_and_organisation(
        self, people, organisation, row, bring, write, make_person, make_organisation, make_affiliation
    ):
        joost = make_person("Joost", "Berg", tussenvoegsel="van der")
        joost.mail_addresses.all().delete()
        for each in (Organisation.objects.get(), make_organisation("VNG")):
            make_affiliation(joost, each)

        write(bring(self.HEAD + row(people, organisation), "contacts"))

        assert [*ContactMoment.objects.get().people.all()] == [joost]

    def test_who_cannot_be_told_apart_is_refused_with_what_to_do(
        self, row, bring, make_person, make_affiliation, make_organisation
    ):
        for mail in ("a@mkb.example.org", "b@mkb.example.org"):
            make_affiliation(make_person("Joost", "Berg", mail), Organisation.objects.get())
        rows = [row("Joost Berg", "Gemeente Delft"), row("Joost Berg", ""), row("", "Onbekend BV"), row("", "")]

        file = bring(self.HEAD + "".join(rows), "contacts")

        assert errors_of(file) == [
            {"met wie": "Bij die organisatie heet niemand ‘Joost Berg’, of meer mensen. Geef het e-mailadres."},
            {"met wie": "Zeg ook waar ‘Joost Berg’ werkt, of geef het e-mailadres."},
            {"organisaties": "De organisatie ‘Onbekend BV’ kennen we niet. Importeer eerst de organisaties."},
            {"met wie": "Dit mag niet leeg blijven.", "organisaties": "Dit mag niet leeg blijven."},
        ]

    def test_a_file_without_people_needs_no_column_for_them(self, row, bring):
        file = bring(
            "Datum;Soort;Programmalijn;Organisatie;Waarover\n3-3-2026;gesprek;4;Gemeente Delft;Najaar\n", "contacts"
        )

        assert file.rows.get().outcome == "new"


class TestKnownTies:
    HEAD = "Van;Relatie;Naar;Sinds;Bevestigd;Bevestigd op;Bron\n"

    @pytest.fixture
    def tie(self, make_organisation, make_tie, funds):
        ends = make_organisation("Gemeente Delft"), make_organisation("VNG")
        told = {"confirmed_by": "first", "confirmed_on": date(2023, 1, 1), "source": "Gesprek"}
        return make_tie(*ends, kind=funds, **told)

    def told(self, more):
        return self.HEAD + f"VNG;wordt gefinancierd door;Gemeente Delft;{more}\n"

    def test_a_newer_confirmation_and_source_come_in_and_are_taken_back(self, tie, bring, write, take_back, colleague):
        file = bring(self.told("1-1-2020;tweede;2-2-2025;Jaarverslag"), "ties")
        (row,) = queries.shown(file, list(file.rows.all()), colleague)
        assert {*row.changes} == {
            ("sinds", "(leeg)", "1 januari 2020"),
            ("bron", "Gesprek", "Jaarverslag"),
            ("laatst bevestigd op", "1 januari 2023", "2 februari 2025"),
        }

        write(file)
        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on, tie.source) == ("first", date(2025, 2, 2), "Jaarverslag")
        assert tie.started_on == date(2020, 1, 1)

        take_back(file)
        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on, tie.source) == ("first", date(2023, 1, 1), "Gesprek")
        assert (tie.started_on, file.rows.get().left) == (None, "")

    def test_what_the_other_end_told_lately_stays(self, tie, bring, write):
        write(bring(self.told(";eerste;1-6-2024;"), "ties"))

        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on) == ("both", date(2024, 6, 1))

    @pytest.mark.parametrize("more", [";;;", ";tweede;1-1-2022;", ";tweede;;Gesprek", ";eerste;31-12-2022;"])
    def test_what_is_not_newer_changes_nothing(self, more, tie, bring):
        assert bring(self.told(more), "ties").rows.get().outcome == "unchanged"

    def test_a_confirmation_told_since_stays_whole(self, tie, bring, write, take_back):
        file = bring(self.told(";beide;2-2-2025;Jaarverslag"), "ties")
        write(file)
        Relationship.objects.update(confirmed_on=date(2026, 9, 1))

        take_back(file)

        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on, tie.source) == ("both", date(2026, 9, 1), "Gesprek")
        assert file.rows.get().left == "bevestigd, laatst bevestigd op"

    def test_a_tie_without_direction_confirmed_from_its_other_end(self, bring, write, make_organisation, make_tie):
        tie = make_tie(make_organisation("Gemeente Delft"), make_organisation("VNG"))

        write(bring(self.HEAD + "VNG;werkt samen met;Gemeente Delft;;eerste;2-2-2025;\n", "ties"))

        tie.refresh_from_db()
        assert (tie.confirmed_by, tie.confirmed_on) == ("second", date(2025, 2, 2))

    def test_one_that_ended_before_the_file_was_written_is_left_alone(self, tie, bring, write):
        file = bring(self.told(";beide;2-2-2025;"), "ties")
        Relationship.objects.update(ended_on=date(2026, 9, 1))

        write(file)

        tie.refresh_from_db()
        assert (tie.confirmed_by, file.rows.get().outcome) == ("first", "unchanged")
