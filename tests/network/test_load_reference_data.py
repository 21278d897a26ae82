"""`manage.py load_reference_data`: the facts of the programme, letter for letter, as often as you like."""

import csv
import shutil
from datetime import date
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import AuditLine
from network import reading
from network.actions import reference
from network.models import (
    LinePartner,
    LineTargetGroup,
    Organisation,
    ProgrammeLine,
    TargetGroup,
    Theme,
    WorkRole,
)
from network.signals import reference_loaded

pytestmark = pytest.mark.django_db


def load(folder=reading.FOLDER):
    out = StringIO()
    call_command("load_reference_data", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to break."""
    shutil.copytree(reading.FOLDER, tmp_path / "reference")
    return tmp_path / "reference"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_facts_of_the_files_are_loaded():
    load()

    told = yaml.safe_load((reading.FOLDER / "programme.yaml").read_text(encoding="utf-8"))
    assert list(Theme.objects.values_list("name", flat=True)) == [row["name"] for row in told["themes"]]
    assert list(ProgrammeLine.objects.values_list("number", "name", "theme__number")) == [
        (row["number"], row["name"], row["theme"]) for row in told["programme_lines"]
    ]
    assert list(TargetGroup.objects.values_list("slug", "name", "core")) == [
        (row["slug"], row["name"], row["core"]) for row in told["target_groups"]
    ]
    assert list(WorkRole.objects.values_list("name", flat=True)) == [row["name"] for row in told["community_roles"]]
    assert set(LineTargetGroup.objects.values_list("line__number", "target_group__slug")) == {
        (line, slug) for line, slugs in told["programme_line_target_groups"].items() for slug in slugs
    }


def test_all_partners_are_loaded_with_their_lines():
    load()

    with (reading.FOLDER / "partners.csv").open(encoding="utf-8", newline="") as file:
        partners = list(csv.DictReader(file))
    assert set(Organisation.objects.values_list("name", "kind", "target_groups__slug")) == {
        (row["name"], row["kind"], row["target_group"]) for row in partners
    }
    assert set(LinePartner.objects.values_list("organisation__name", "line__number", "relation", "source_note")) == {
        (row["name"], int(line), row["relation"], row["source_note"])
        for row in partners
        for line in row["programme_lines"].split(";")
    }


def test_a_line_holds_until_a_colleague_ends_it():
    """The programme ran until 2025; people still work on its lines."""
    load()
    ProgrammeLine.objects.filter(number=9).update(valid_until=2025)

    load()

    assert ProgrammeLine.objects.holding_in(2026).count() == 9
    assert ProgrammeLine.objects.holding_in(2021).count() == 0


def test_a_second_load_changes_nothing():
    first = load()
    written = AuditLine.objects.count()

    second = load()

    assert " 0 new, 0 changed, 3 unchanged" in second
    assert " 3 new, 0 changed, 0 unchanged" in first
    assert "new, 0 changed" in second
    assert [line for line in second.splitlines() if "0 new, 0 changed" not in line] == []
    assert AuditLine.objects.count() == written == 1


def test_an_official_name_is_restored_and_told():
    load()
    ProgrammeLine.objects.filter(number=4).update(name="Werk")

    told = load()

    assert ProgrammeLine.objects.get(number=4).name == "Gelijke kansen op de arbeidsmarkt"
    assert ": name" in told


def test_what_colleagues_changed_stays():
    load()
    vng = Organisation.objects.get(name="VNG")
    Organisation.objects.filter(pk=vng.pk).update(name="VNG Nederland", kind="anders", province="NL-ZH")
    vng.target_groups.add(TargetGroup.objects.get(slug="media"))
    LinePartner.objects.filter(organisation=vng, line__number=6).update(ended_on=date(2026, 1, 1))

    load()

    vng.refresh_from_db()
    assert (vng.name, vng.kind, vng.province) == ("VNG Nederland", "anders", "NL-ZH")
    assert set(vng.target_groups.values_list("slug", flat=True)) == {"gemeenten", "media"}
    assert list(vng.line_partnerships.filter(ended_on=None).values_list("line__number", flat=True)) == [5, 10]
    assert Organisation.objects.count() == 32


def test_a_partner_that_was_already_recorded_is_recognised(make_organisation):
    known = make_organisation("Divosa", kind="vereniging")

    load()

    assert Organisation.objects.get(official_name="Divosa") == known


def test_a_cell_that_left_the_file_leaves_the_matrix(folder):
    load()
    change(folder / "programme.yaml", "  7: [maatschappelijke-organisaties, onderwijs,", "  7: [onderwijs,")

    told = load(folder)

    assert LineTargetGroup.objects.filter(line__number=7).count() == 2
    assert "1 changed" in told


BREAKS = [
    ("programme.yaml", "themes:\n", "themes: [\n", "programme.yaml cannot be read"),
    ("programme.yaml", "valid_from: 2022", "valid_from: soon", "from which year"),
    ("programme.yaml", "{number: 2, theme: 1", "{number: 2, theme: 8", "Line 2 names the theme 8"),
    ("programme.yaml", "{number: 3, theme: 1", "{number: 2, theme: 1", "`programme_lines` has number 2 twice"),
    ("programme.yaml", "slug: emancipatie, name:", "slug: emancipatie, title:", "row 2 needs `name` as str"),
    ("programme.yaml", "  1: [onderwijs,", "  1: [school,", "Line 1 names the target group 'school'"),
    ("programme.yaml", "  9: [gemeenten,", "  11: [gemeenten,", "names the line 11"),
    ("partners.csv", "Bureau Omloo,onderzoeksbureau", "Bureau Omloo,bedrijf", "kind of organisation 'bedrijf'"),
    ("partners.csv", "rijksoverheid,2;4;5;6,", "rijksoverheid,2 en 4,", "must be numbers with ; between"),
    ("partners.csv", "TNO,kennisinstelling,kennispartners,4,kennisbron,", "TNO,kennisinstelling", "`target_group`"),
    ("partners.csv", "Divosa,vereniging,", ",vereniging,", "row 14 has an empty `name`"),
    ("partners.csv", "Divosa,vereniging,gemeenten,5,samen", "Divosa,vereniging,gemeenten,5,x,y,samen", "more columns"),
    ("partners.csv", "Divosa,", "Divosa" * 40 + ",", "too long"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), BREAKS, ids=[row[3] for row in BREAKS])
def test_a_broken_file_is_refused_in_one_sentence_and_nothing_is_loaded(folder, name, old, new, said):
    change(folder / name, old, new)

    with pytest.raises(CommandError) as refusal:
        load(folder)

    assert str(refusal.value).startswith("Nothing was loaded. ")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Theme.objects.exists()


def test_a_missing_file_is_refused(folder):
    (folder / "partners.csv").unlink()

    with pytest.raises(CommandError, match=r"partners\.csv cannot be read"):
        load(folder)


@pytest.fixture
def room_above():
    """Return a function that lets a room above load its own with the reference data."""
    receivers = []

    def listen(receiver):
        reference_loaded.connect(receiver, weak=False)
        receivers.append(receiver)

    yield listen
    for receiver in receivers:
        reference_loaded.disconnect(receiver)


def test_a_room_above_loads_its_own_when_the_lines_stand(room_above):
    room_above(lambda report, **kwargs: report.count("series", "new", ProgrammeLine.objects.count()))

    told = load()

    assert "series: 10 new, 0 changed, 0 unchanged" in told


def test_nothing_is_loaded_when_a_room_above_refuses_its_file(room_above):
    def refuse(**kwargs):
        raise reading.BrokenReference("events-2020.yaml names line 11.")

    room_above(refuse)

    with pytest.raises(CommandError, match=r"events-2020\.yaml names line 11"):
        load()

    assert not Theme.objects.exists()


def test_put_counts_what_it_does():
    report = reference.Report()
    fact = {"name": "Media", "name_en": "Media"}

    for name_en in ("Media", "Media", "The press"):
        reference.put(
            TargetGroup.objects, report=report, found_by={"slug": "media"}, official={**fact, "name_en": name_en}
        )

    assert (report.total("new"), report.total("unchanged"), report.total("changed")) == (1, 1, 1)
