import csv
import io
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts.models import AuditLine
from network.actions import import_choices, import_work, imports
from network.importing import columns
from network.models import (
    ContactMoment,
    ImportFile,
    MailAddress,
    Organisation,
    Person,
    Relationship,
    RelationshipType,
    Restriction,
)
from network.models.import_file import ImportState
from newsletter.models import Subscription
from post.actions import stops
from post.models import StopSource
from tests.network.actions.conftest import ACCOUNT
from tests.network.dumps import everything

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
HEAD = "Voornaam;tussenvoegsel;Achternaam;E-mail;Telefoon;Organisatie;Functie;Programmalijn;Tags\n"


def outcomes(file):
    return list(file.rows.order_by("number").values_list("number", "outcome"))


class TestPeople:
    def test_what_stands_in_a_row_comes_in(self, bring, write, make_organisation, work_line):
        divosa = make_organisation("Divosa")
        file = bring(HEAD + "Joost;van der;Berg;joost@mkb.example.org;06 12345678;divosa;adviseur;4;stages, werving\n")
        assert outcomes(file) == [(2, "new")]
        assert not Person.objects.exists()

        write(file)

        person = Person.objects.get()
        assert (person.full_name, person.source) == ("Joost van der Berg", "Deelnemerslijst 2025")
        assert person.mail_addresses.get(preferred=True).address == "joost@mkb.example.org"
        assert person.phone_numbers.get().number == "+31612345678"
        assert list(person.affiliations.values_list("organisation", "title")) == [(divosa.pk, "adviseur")]
        assert list(person.lines.all()) == [work_line]
        assert sorted(person.tags.names()) == ["stages", "werving"]

    def test_nothing_imports_consent(self, bring, write):
        write(bring("Voornaam;Achternaam;E-mail;Nieuwsbrief\nJoost;Berg;joost@mkb.example.org;ja\n"))

        assert not Subscription.objects.exists()

    def test_p5_a_column_that_asks_for_special_data_is_thrown_away_unread(self, bring):
        file = bring("Voornaam;Achternaam;Religie;Etniciteit\nJoost;Berg;katholiek;Nederlands\n")

        assert file.refused_headings == ["Religie", "Etniciteit"]
        assert file.rows.get().cells == ["Joost", "Berg"]
        assert b"katholiek" not in bytes(file.content)

    def test_every_error_says_its_row_and_column(self, bring):
        file = bring(
            HEAD + "Joost;;;joost@mkb;12;Onbekend BV;Turkse adviseur;99;\nTheo;;Mensah;;;;;;\nTheo;;Mensah;;;;;;\n"
        )

        assert outcomes(file) == [(2, "refused"), (3, "new"), (4, "refused")]
        wrong = dict(file.rows.get(number=2).errors)
        assert set(wrong) == {
            "achternaam", "e-mailadres", "telefoonnummer", "organisatie", "functie bij de organisatie",
            "programmalijnen",
        }  # fmt: skip
        assert wrong["e-mailadres"].startswith("Na de @ van ‘joost@mkb’ mist een punt.")
        assert file.rows.get(number=4).errors == [["achternaam", "Hetzelfde als rij 3."]]

    def test_somebody_known_is_filled_in_and_nothing_is_taken_away(self, bring, write, make_person):
        person = make_person("Joost", "Berg", "joost@mkb.example.org", province="NL-UT")
        file = bring(
            "Voornaam;Achternaam;E-mail;Regio;Telefoon;Postcode\n"
            "Joost;Berg;JOOST@mkb.example.org;Zuid-Holland;0612345678;\n"
        )
        assert file.rows.get().before == {
            "columns": {"province": ["NL-UT", "NL-ZH"]},
            "add": {"phone": "+31612345678"},
        }

        write(file)

        person.refresh_from_db()
        assert (person.province, person.phone_numbers.count(), Person.objects.count()) == ("NL-ZH", 1, 1)

    def test_somebody_who_says_nothing_new_is_unchanged(self, bring, make_person):
        make_person("Joost", "Berg", "joost@mkb.example.org")

        assert outcomes(bring("Voornaam;Achternaam;E-mail\nJoost;Berg;joost@mkb.example.org\n")) == [(2, "unchanged")]

    @pytest.mark.parametrize(("choice", "people"), [("new", 2), ("same", 1), ("skipped", 1), ("", 1)])
    def test_who_may_be_known_waits_for_a_choice(self, choice, people, bring, write, make_person, colleague):
        person = make_person("J.", "Berg", "joost@mkb.example.org")
        file = bring("Voornaam;Achternaam;E-mail;Regio\nJoost;van den Berg;joost@mkb.example.org;Utrecht\n")
        row = file.rows.get()
        assert (row.outcome, row.suspects[0][0]) == ("alike", person.pk)

        if choice:
            told = {"choice": choice, "same_as": person.pk if choice == "same" else 0}
            import_choices.decide(row=row, **told, by=colleague, now=NOW)
        write(file)

        person.refresh_from_db()
        assert Person.objects.count() == people
        assert person.province == ("NL-UT" if choice == "same" else "")

    def test_p10_who_stopped_all_post_stays_stopped(self, bring, write, make_person):
        gone = make_person("Joost", "Berg", "joost@mkb.example.org")
        stops.stop(person=gone, how=StopSource.PAGE, now=NOW)
        gone.delete()

        file = bring("Voornaam;Achternaam;E-mail\nJoost;Berg;joost@mkb.example.org\n")
        write(file)

        assert file.rows.get().stopped
        assert MailAddress.objects.filter(address="joost@mkb.example.org").exists()

    def test_p11_who_asked_us_not_to_use_their_data_is_refused_with_why(self, bring, write, make_person):
        """A file brings nothing to their record, and makes no second one."""
        person = make_person("Joost", "Berg", "joost@mkb.example.org")
        Restriction.objects.create(person=person, asked_on=NOW.date(), restricted_at=NOW)

        file = bring("Voornaam;Achternaam;E-mail;Regio\nJoost;Berg;joost@mkb.example.org;Utrecht\n")
        write(file)

        assert outcomes(file) == [(2, "refused")]
        assert file.rows.get().errors == [["achternaam", "We mogen de gegevens van deze persoon nu niet gebruiken."]]
        assert Person.objects.get().province == ""

    def test_p11_nor_does_a_file_that_was_checked_before_they_asked_it(self, bring, write, make_person):
        person = make_person("Joost", "Berg", "joost@mkb.example.org")
        file = bring("Voornaam;Achternaam;E-mail;Regio\nJoost;Berg;joost@mkb.example.org;Utrecht\n")
        Restriction.objects.create(person=person, asked_on=NOW.date(), restricted_at=NOW)

        write(file)

        assert outcomes(file) == [(2, "refused")]
        assert Person.objects.get().province == ""

    def test_a_formula_is_text(self, bring, write):
        write(bring("Voornaam;Achternaam;Bron\n=1+1;Berg;=HYPERLINK(1)\n"))

        assert Person.objects.get().given_name == "=1+1"


class TestUndo:
    @pytest.fixture
    def network(self, make_person, make_organisation, make_affiliation, work_line):
        divosa = make_organisation("Divosa")
        person = make_person("Sevda", "Yıldız", "s.yildiz@mkb.example.org", province="NL-UT")
        make_affiliation(person, divosa)
        return person

    @pytest.fixture
    def imported(self, network, bring, write):
        file = bring(
            HEAD.replace("Tags", "Tags;Regio")
            + "Joost;van der;Berg;joost@mkb.example.org;0612345678;Divosa;adviseur;4;stages;\n"
            + "Sevda;;Yildiz;s.yildiz@mkb.example.org;0201234567;;;4;stages, nieuw;Drenthe\n"
        )
        write(file)
        assert outcomes(file) == [(2, "new"), (3, "changed")]
        return file

    def test_an_import_undone_leaves_the_database_as_it_was(self, network, bring, write, take_back):
        before = everything()
        file = bring(
            HEAD.replace("Tags", "Tags;Regio")
            + "Joost;van der;Berg;joost@mkb.example.org;0612345678;Divosa;adviseur;4;stages;\n"
            + "Sevda;;Yildiz;s.yildiz@mkb.example.org;0201234567;;;4;stages, nieuw;Drenthe\n"
        )
        write(file)
        assert len(everything()["network_person"]) == 2

        take_back(file)

        after = everything()
        assert file.state == ImportState.UNDONE
        assert {name: rows for name, rows in after.items() if rows != before[name]}.keys() == {"network_importfile"}

    def test_who_was_used_since_stays_and_it_says_why(self, imported, take_back, make_moment):
        joost = Person.objects.get(family_name="Berg")
        make_moment(joost)

        take_back(imported)

        assert Person.objects.filter(pk=joost.pk).exists()
        assert imported.rows.get(number=2).left == "contactmomenten"

    def test_what_somebody_changed_since_stays(self, imported, network, take_back):
        Person.objects.filter(pk=network.pk).update(province="NL-GR")
        Person.objects.filter(family_name="Berg").update(given_name="Joost Jan")

        take_back(imported)

        network.refresh_from_db()
        assert (network.province, network.phone_numbers.count()) == ("NL-GR", 0)
        assert Person.objects.filter(given_name="Joost Jan").exists()
        assert set(imported.rows.values_list("left", flat=True)) == {"changed", "regio"}

    def test_after_thirty_days_it_is_refused_and_the_rows_are_gone(self, imported, colleague):
        later = NOW + timedelta(days=31)
        with pytest.raises(imports.CannotImport, match="dertig dagen"):
            imports.start_undo(file=imported, by=colleague, now=later)

        import_work.forget(now=later)

        imported.refresh_from_db()
        assert (imported.rows.count(), imported.sample, imported.purpose) == (0, [], ACCOUNT.purpose)

    def test_a_file_is_imported_and_undone_once(self, imported, take_back, colleague):
        with pytest.raises(imports.CannotImport):
            imports.start(file=imported, by=colleague, now=NOW)
        take_back(imported)
        with pytest.raises(imports.CannotImport):
            imports.start_undo(file=imported, by=colleague, now=NOW)


class TestOtherKinds:
    def test_organisations_are_new_changed_or_perhaps_known(self, bring, write, take_back, make_organisation):
        make_organisation("Gemeente Delft", website="")
        make_organisation("Vereniging van Nederlandse Gemeenten", kind="vereniging", website="https://vng.example.org")
        before = everything()
        file = bring(
            "Naam,Soort,Website,Tags\n"
            "gemeente delft,gemeente,www.delft.example.org,wonen\n"
            "VNG,vereniging,vng.example.org,\n"
            "De Brug,stichting,,\n"
            "Buurthuis De Brug,maatschappelijke organisatie,,buurt\n",
            "organisations",
        )
        assert outcomes(file) == [(2, "changed"), (3, "alike"), (4, "refused"), (5, "new")]

        write(file)
        assert Organisation.objects.get(name="Gemeente Delft").website == "https://www.delft.example.org"
        assert Organisation.objects.filter(name="Buurthuis De Brug").exists()

        take_back(file)
        after = everything()
        assert after["network_organisation"] == before["network_organisation"]
        assert after["taggit_taggeditem"] == before["taggit_taggeditem"]

    def test_ties_are_read_in_both_directions(self, bring, write, take_back, make_organisation):
        delft, vng = make_organisation("Gemeente Delft"), make_organisation("VNG")
        RelationshipType.objects.create(
            slug="lid",
            between="organisations",
            name="is lid van",
            name_back="heeft als lid",
            name_en="m",
            name_back_en="h",
        )
        file = bring("Van;Relatie;Naar\nVNG;heeft als lid;Gemeente Delft\nVNG;is lid van;VNG\n", "ties")
        assert outcomes(file) == [(2, "new"), (3, "refused")]

        write(file)
        tie = Relationship.objects.get()
        assert (tie.first_organisation, tie.second_organisation) == (delft, vng)
        assert outcomes(bring("Van;Relatie;Naar\nGemeente Delft;is lid van;VNG\n", "ties")) == [(2, "unchanged")]

        take_back(file)
        assert not Relationship.objects.exists()

    def test_contact_moments_come_with_people_and_where_they_worked(
        self, bring, write, take_back, make_person, make_organisation, make_affiliation, work_line
    ):
        person = make_person("Joost", "Berg", "joost@mkb.example.org")
        make_affiliation(person, make_organisation("Divosa"))
        file = bring(
            "Datum;Soort;Programmalijn;Met wie;Waarover\n"
            "3-3-2026;telefoongesprek;4;joost@mkb.example.org;Over stages.\n"
            "3-3-2030;gesprek;4;niemand@mkb.example.org;Over de islam van Joost.\n",
            "contacts",
        )
        assert outcomes(file) == [(2, "new"), (3, "refused")]
        assert len(file.rows.get(number=3).errors) == 3

        write(file)
        moment = ContactMoment.objects.get()
        person.refresh_from_db()
        assert (moment.held_on, moment.channel, person.last_contact_on) == (date(2026, 3, 3), "call", date(2026, 3, 3))
        assert [organisation.name for organisation in moment.organisations.all()] == ["Divosa"]

        take_back(file)
        person.refresh_from_db()
        assert (ContactMoment.objects.count(), person.last_contact_on) == (0, None)


class TestColumns:
    def test_headings_are_recognised_and_a_choice_is_remembered(self, bring, colleague):
        text = "Roepnaam;Familienaam;Iets\nJoost;Berg;joost@mkb.example.org\n"
        file = imports.bring_in(kind="people", name="a.csv", content=text.encode(), by=colleague, now=NOW)
        assert file.columns == {"given_name": 0, "family_name": 1}

        chosen = {**file.columns, "address": 2}
        imports.map_columns(file=file, chosen=chosen, account=ACCOUNT, by=colleague, now=NOW)
        again = imports.bring_in(kind="people", name="b.csv", content=text.encode(), by=colleague, now=NOW)

        assert again.columns == chosen

    def test_a_needed_column_that_is_missing_is_asked_for(self, colleague):
        file = imports.bring_in(kind="people", name="a.csv", content=b"Voornaam;X\nJoost;Y\n", by=colleague, now=NOW)

        with pytest.raises(imports.CannotImport, match="achternaam"):
            imports.map_columns(file=file, chosen=file.columns, account=ACCOUNT, by=colleague, now=NOW)

    @pytest.mark.parametrize("kind", columns.COLUMNS)
    def test_the_name_on_screen_is_recognised_as_a_heading(self, kind):
        headings = [str(column.label) for column in columns.COLUMNS[kind].values()]

        assert len(columns.recognised(kind, headings)) >= len(headings) - 2


def test_the_audit_trail_tells_numbers_and_what_for(bring, write):
    write(bring("Voornaam;Achternaam\nJoost;Berg\n"))

    told = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))
    assert told == [
        "network.import_brought_in", "network.import_mapped", "network.import_started", "network.import_done"
    ]  # fmt: skip
    assert AuditLine.objects.get(action="network.import_done").facts["new"] == 1


def test_a_file_that_was_not_imported_is_thrown_away_whole(bring, write, colleague):
    file = bring("Voornaam;Achternaam\nJoost;Berg\n")

    imports.throw_away(file=file, by=colleague, now=NOW)

    assert not ImportFile.objects.exists()


KILLED = """
import os, signal, django
django.setup()
from datetime import datetime, UTC
from network.actions import import_work
moves = []
move = import_work._move
def die(file, until):
    move(file, until)
    moves.append(until)
    if len(moves) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
import_work._move = die
import_work.WRITTEN_AT_ONCE = 10
import_work.carry_on(now=datetime(2026, 9, 18, 10, tzinfo=UTC))
"""


@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_killed_goes_on_and_doubles_nobody(bring, colleague):
    text = io.StringIO()
    told = csv.writer(text, delimiter=";")
    told.writerow(["Voornaam", "Achternaam", "E-mail"])
    told.writerows([f"Persoon{n}", f"Naam{n}", f"p{n}@mkb.example.org"] for n in range(100))
    file = bring(text.getvalue())
    imports.start(file=file, by=colleague, now=NOW)
    to = connection.settings_dict
    url = f"postgres://{to['USER']}:{to['PASSWORD'] or 'x'}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}

    worker = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert worker.returncode == -signal.SIGKILL
    assert 0 < Person.objects.count() < 100

    import_work.carry_on(now=NOW)

    assert Person.objects.count() == 100
    assert MailAddress.objects.count() == 100
    assert ImportFile.objects.get().state == ImportState.DONE
