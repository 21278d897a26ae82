"""What is remembered each month: numbers, never people, and never changed afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from network import tasks
from network.actions import memory
from network.models import CoverageChange, LineTargetGroup, Person, Snapshot, SnapshotCell, SnapshotLine
from network.queries.coverage import CoverageAsked, matrix

DAY, NOW = date(2026, 9, 1), datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def spoken(work_line, employers, make_organisation, make_moment):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    make_moment(organisations=[make_organisation("Divosa", "vereniging", [employers])], held_on=date(2026, 3, 2))


@pytest.fixture
def snapshot(spoken):
    return memory.keep(day=DAY, now=NOW)


def test_it_remembers_the_matrix_and_the_measures_of_each_line(snapshot, colleague, work_line, employers):
    cell, line = SnapshotCell.objects.get(), SnapshotLine.objects.get()
    counted = matrix(colleague, CoverageAsked(DAY)).cells[work_line.pk, employers.pk]

    assert (cell.organisations, cell.people, cell.silent, cell.last_on) == (
        counted.organisations,
        counted.people,
        counted.silent,
        counted.last_on,
    )
    assert (line.organisations, line.contacts, line.promised, line.kept, line.ties) == (1, 1, 1, 1, 0)


def test_running_twice_makes_one(snapshot):
    again = memory.keep(day=DAY, now=NOW + timedelta(days=1))

    assert (again, again.taken_at, Snapshot.objects.count()) == (snapshot, NOW, 1)


def test_later_contact_changes_nothing_of_what_is_remembered(snapshot, make_moment, make_organisation, employers):
    make_moment(organisations=[make_organisation("AWVN", "vereniging", [employers])], held_on=date(2026, 4, 1))

    memory.keep(day=DAY, now=NOW)

    assert SnapshotCell.objects.get().organisations == 1


@pytest.mark.parametrize("model", [Snapshot, SnapshotCell, SnapshotLine])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"])
def test_the_database_refuses_to_change_it(statement, model, snapshot):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=model._meta.db_table))


def test_nothing_of_it_leads_to_a_person():
    leads = {
        field.related_model
        for model in (Snapshot, SnapshotCell, SnapshotLine)
        for field in model._meta.fields
        if field.is_relation
    }

    assert Person not in leads


@pytest.mark.parametrize("day", [date(2026, 9, 2), date(2026, 10, 1)])
def test_another_day_or_one_that_must_still_come_is_refused(day, db):
    with pytest.raises(memory.CannotRemember):
        memory.keep(day=day, now=NOW)


def test_each_night_the_first_of_this_month_is_remembered_once(spoken, time_machine):
    time_machine.move_to(NOW)

    for _night in range(2):
        tasks.remember_month()

    assert [each.day for each in Snapshot.objects.all()] == [DAY]


def test_a_past_month_is_remembered_on_command(spoken, capsys):
    call_command("remember_month", "2026-03")

    assert Snapshot.objects.get().day == date(2026, 3, 1)
    assert "2026-03" in capsys.readouterr().out


@pytest.mark.parametrize("month", ["maart", "2999-01"])
def test_a_month_that_cannot_be_is_refused_in_words(month, db):
    with pytest.raises(CommandError):
        call_command("remember_month", month)


def test_old_notes_of_changes_are_swept_away_and_the_version_stays_new(db, monkeypatch):
    monkeypatch.setattr(memory, "SWEPT_AFTER", 2)
    CoverageChange.objects.all().delete()
    CoverageChange.objects.bulk_create(CoverageChange() for _number in range(5))
    before = CoverageChange.objects.version()

    assert memory.sweep() == 3
    assert CoverageChange.objects.count() == 2
    assert CoverageChange.objects.version() != before


def test_it_remembers_how_the_network_of_each_line_hangs_together(work_line, make_organisation, make_moment, make_tie):
    hub, *spokes, alone = [make_organisation(name) for name in ("Spil", "Een", "Twee", "Drie", "Alleen")]
    make_moment(organisations=[hub, *spokes, alone], held_on=date(2026, 3, 2))
    for spoke in spokes:
        make_tie(hub, spoke)

    memory.keep(day=DAY, now=NOW)

    line = SnapshotLine.objects.get(line=work_line)
    assert (line.ties, line.components, line.isolated, line.communities) == (3, 2, 1, 2)
    assert (line.diameter, line.path_length, line.reciprocity, line.betweenness) == (2, 1.5, 1.0, 0.5)
