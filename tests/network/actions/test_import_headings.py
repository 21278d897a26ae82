"""Above the headings of a file may stand a title; and somebody may say that another row holds them."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import AuditLine
from network.actions import imports
from network.importing.packing import packed, unpacked
from network.models import ImportFile, Person
from network.models.import_file import ImportState
from tests.network.actions.conftest import ACCOUNT

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
TITLED = "Deelnemers 2025\n\nVoornaam;Achternaam;E-mail\nJoost;Berg;joost@mkb.example.org\nTheo;;\n"
UNKNOWN = "Wie;Wat\nVoornaam;Achternaam\nJoost;Berg\n"


@pytest.fixture
def sent(colleague):
    def send(text, kind="people"):
        return imports.bring_in(kind=kind, name="lijst.csv", content=text.encode(), by=colleague, now=NOW)

    return send


def test_a_title_is_no_row_and_errors_name_the_row_that_people_see(bring, write):
    file = bring(TITLED)
    assert (file.headings_row, file.rows_count) == (3, 2)
    assert list(file.rows.values_list("number", "outcome")) == [(4, "new"), (5, "refused")]

    write(file)

    assert Person.objects.get().full_name == "Joost Berg"


@pytest.mark.parametrize("rows", [2498, 2500])
def test_the_last_row_of_a_stretch_comes_in_too(rows, bring, write):
    write(bring("Lijst\n\nVoornaam;Achternaam\n" + "".join(f"Joost;Berg{row}\n" for row in range(rows))))

    assert Person.objects.count() == rows


def test_another_row_can_be_said_to_hold_them(bring, colleague):
    file = bring(UNKNOWN)
    assert (file.headings_row, file.rows.count()) == (2, 1)

    imports.choose_headings(file=file, row=1, by=colleague, now=NOW)

    file.refresh_from_db()
    assert (file.headings, file.columns, file.rows_count) == (["Wie", "Wat"], {}, 2)
    assert (file.state, file.rows.count()) == (ImportState.MAPPING, 0)
    assert AuditLine.objects.get(action="network.import_headings_chosen").facts == {"row": 1, "left_out": 0}


def test_the_next_file_with_these_headings_is_read_the_same_way(sent, colleague):
    file = sent(UNKNOWN)
    imports.choose_headings(file=file, row=1, by=colleague, now=NOW)
    file.refresh_from_db()
    chosen = {"given_name": 0, "family_name": 1}
    imports.map_columns(file=file, chosen=chosen, account=ACCOUNT, by=colleague, now=NOW)

    again = sent("Nog een lijst\n" + UNKNOWN)

    assert (again.headings_row, again.columns) == (2, chosen)


def test_a_guess_that_nobody_agreed_with_is_not_remembered(sent):
    assert sent(UNKNOWN).headings_row == 2
    assert sent(UNKNOWN).headings_row == 2
    assert not ImportFile.objects.exclude(state=ImportState.MAPPING).exists()


def test_p5_what_we_never_keep_is_thrown_away_under_other_headings_too(sent, colleague):
    file = sent("Wie;Wat;Hoe\nVoornaam;Achternaam\nNaam;x;Geloof\nJoost;Berg;katholiek\n")
    assert file.headings_row == 2

    imports.choose_headings(file=file, row=3, by=colleague, now=NOW)

    file.refresh_from_db()
    assert (file.headings, file.refused_headings) == (["Naam", "x"], ["Geloof"])
    assert b"katholiek" not in bytes(file.content)


@pytest.mark.parametrize("row", [0, 4, 99])
def test_a_row_that_can_hold_no_headings_is_refused(row, sent, colleague):
    file = sent("Voornaam;Achternaam\nJoost;Berg\n\nTheo;Mensah\n")

    with pytest.raises(imports.CannotImport):
        imports.choose_headings(file=file, row=row, by=colleague, now=NOW)

    file.refresh_from_db()
    assert file.headings_row == 1


def test_once_imported_the_headings_stand(bring, write, colleague):
    file = bring(TITLED)
    write(file)

    with pytest.raises(imports.CannotImport):
        imports.choose_headings(file=file, row=4, by=colleague, now=NOW)


def test_a_file_that_waited_while_the_house_was_renewed_has_its_headings_too(sent):
    migration = import_module("network.migrations.0034_headings_of_imports")
    file = sent("Voornaam;Achternaam\nJoost;Berg\n")
    file.content = packed([["Joost", "Berg"]])
    file.save()

    migration.put_headings_above(apps, None)
    file.refresh_from_db()
    assert list(unpacked(file.content)) == [["Voornaam", "Achternaam"], ["Joost", "Berg"]]

    migration.take_headings_away(apps, None)
    file.refresh_from_db()
    assert list(unpacked(file.content)) == [["Joost", "Berg"]]
