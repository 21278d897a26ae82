"""Each line promises each target group it names contact once a year."""

from datetime import date

import pytest

from network.models import LineAssignment, LineTargetGroup
from network.queries.coverage import CoverageAsked
from network.queries.promise import due_for, last_spoken, promises


@pytest.fixture
def spoken(work_line, employers, make_organisation, make_moment):
    """The work line names employers, and spoke with one on 18 September 2025."""
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    divosa = make_organisation("Divosa", "vereniging", [employers])
    make_moment(organisations=[divosa], held_on=date(2025, 9, 18))
    return divosa


@pytest.mark.parametrize(
    ("day", "standing", "days"),
    [
        (date(2025, 9, 17), "broken", None),
        (date(2025, 9, 18), "kept", 365),
        (date(2026, 8, 18), "kept", 31),
        (date(2026, 8, 19), "due", 30),
        (date(2026, 9, 18), "due", 0),
        (date(2026, 9, 19), "broken", -1),
    ],
)
def test_it_is_kept_for_a_year_due_in_its_last_thirty_days_and_then_broken(day, standing, days, spoken, colleague):
    [promise] = promises(colleague, CoverageAsked(day))

    assert (promise.standing, promise.days) == (standing, days)


def test_contact_on_another_line_keeps_nothing(spoken, newcomer_line, employers, colleague, make_moment):
    LineTargetGroup.objects.create(line=newcomer_line, target_group=employers)

    found = promises(colleague, CoverageAsked(date(2025, 10, 1)))

    assert [(each.cell.line, each.standing) for each in found] == [
        (newcomer_line, "broken"),
        (spoken.contact_moments.get().line, "kept"),
    ]


def test_a_group_that_no_line_names_is_promised_nothing(spoken, municipalities, colleague):
    assert [each.cell.group.slug for each in promises(colleague, CoverageAsked(date(2026, 1, 1)))] == ["werkgevers"]


def test_the_due_list_holds_what_presses_on_ones_own_lines(spoken, colleague, make_user, work_line):
    LineAssignment.objects.create(user=colleague, line=work_line, started_on=date(2024, 1, 1))
    on_other_lines = make_user("line_staff")

    assert [each.standing for each in due_for(colleague, date(2026, 9, 1))] == ["due"]
    assert due_for(colleague, date(2026, 1, 1)) == []
    assert due_for(on_other_lines, date(2026, 9, 1)) == []


def test_it_names_who_was_spoken_with_last(spoken, make_organisation, make_moment, employers, colleague):
    make_moment(organisations=[make_organisation("AWVN", "vereniging", [employers])], held_on=date(2024, 1, 1))

    [promise] = promises(colleague, CoverageAsked(date(2026, 1, 1)))

    assert last_spoken(colleague, promise) == spoken


def test_a_past_day_can_be_told_again(spoken, make_moment, colleague):
    before = promises(colleague, CoverageAsked(date(2026, 9, 19)))

    make_moment(organisations=[spoken], held_on=date(2026, 9, 20))

    assert promises(colleague, CoverageAsked(date(2026, 9, 19))) == before
