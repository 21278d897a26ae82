"""Saying of many rows at once whether they are about somebody we know."""

import pytest

from accounts.models import AuditLine
from network.actions import import_choices, imports
from network.models import Person
from network.queries import imports as queries
from tests.network.actions.conftest import NOW

HEAD = "Voornaam;Achternaam;E-mail;Regio\n"


@pytest.fixture
def known(make_person):
    return [make_person("J.", "Berg", "berg@mkb.example.org"), make_person("S.", "Smit", "smit@mkb.example.org")]


@pytest.fixture
def file(known, bring):
    """Two rows that each may be one person we know."""
    file = bring(HEAD + "Joost;van den Berg;berg@mkb.example.org;Utrecht\nSevda;de Smit;smit@mkb.example.org;Utrecht\n")
    assert [len(row.suspects) for row in file.rows.all()] == [1, 1]
    return file


@pytest.fixture
def decide_many(colleague):
    def decide(file, choice, numbers=None):
        return import_choices.decide_many(file=file, choice=choice, numbers=numbers, by=colleague, now=NOW)

    return decide


@pytest.mark.parametrize(("choice", "people", "moved"), [("new", 4, 0), ("found", 2, 2), ("skipped", 2, 0)])
def test_one_choice_for_all_is_written_and_taken_back(choice, people, moved, file, decide_many, write, take_back):
    assert decide_many(file, choice) == 2

    write(file)
    changed = Person.objects.filter(given_name__in=["J.", "S."], province="NL-UT")
    assert (Person.objects.count(), changed.count()) == (people, moved)
    written = {*Person.objects.values_list("given_name", flat=True)}
    assert ({"Joost", "Sevda"} <= written) == (choice == "new")

    take_back(file)
    assert (Person.objects.count(), Person.objects.exclude(province="").count()) == (2, 0)


def test_a_choice_for_some_rows_leaves_the_others_waiting(file, decide_many):
    assert decide_many(file, "new", [3]) == 1

    assert [*file.rows.values_list("number", "outcome")] == [(2, "alike"), (3, "new")]


def test_a_row_with_several_found_goes_on_waiting(file, decide_many, known):
    row = file.rows.get(number=2)
    row.suspects += [[known[1].pk, 50, ["same_name"]]]
    row.save()

    assert decide_many(file, "found") == 1

    assert [*file.rows.values_list("number", "outcome")] == [(2, "alike"), (3, "changed")]


def test_the_audit_trail_tells_who_decided_about_how_many(file, decide_many, colleague):
    decide_many(file, "found", [2])
    import_choices.decide(row=file.rows.get(number=3), choice="new", by=colleague, now=NOW)

    lines = AuditLine.objects.filter(action="network.import_decided").order_by("pk")
    assert [(line.actor, line.facts) for line in lines] == [
        (colleague, {"choice": "found", "rows": 1}), (colleague, {"choice": "new", "rows": 1})
    ]  # fmt: skip


def test_what_is_no_choice_is_refused(file, decide_many):
    with pytest.raises(imports.CannotImport, match="Kies wat deze rijen zijn"):
        decide_many(file, "misschien")


def test_once_it_is_written_nobody_decides(file, decide_many, write):
    write(file)

    with pytest.raises(imports.CannotImport, match="rijen"):
        decide_many(file, "new")


def test_rows_that_nobody_decided_about_stay_out_and_come_back_with_why(file, decide_many, write, colleague):
    decide_many(file, "skipped", [2])
    write(file)

    assert queries.undecided(file) == 1
    _head, *rows = queries.refused(file)
    assert rows == [
        ["3", "Sevda", "de Smit", "smit@mkb.example.org", "Utrecht",
         "keuze: Niemand zei of dit iemand of iets is wat we kennen."]
    ]  # fmt: skip
