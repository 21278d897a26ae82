"""Which organisations belong to a cell, and that each number is the length of the list behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.models import Affiliation, ContactMoment, LinePartner, LineTargetGroup, Organisation, OtherContact, Person
from network.queries.coverage import CoverageAsked, a_year_after, matrix, organisations_in, people_in

TODAY = date(2026, 9, 18)


@pytest.fixture
def named(work_line, employers):
    return LineTargetGroup.objects.create(line=work_line, target_group=employers)


@pytest.fixture
def make_known(make_organisation, employers):
    """Return a function that stores an employer which was recorded on a day."""

    def make(name, on=date(2020, 1, 1), groups=None, **fields):
        organisation = make_organisation(name, "werkgever", groups or [employers], **fields)
        Organisation.objects.filter(pk=organisation.pk).update(
            created_at=datetime(on.year, on.month, on.day, tzinfo=UTC)
        )
        return organisation

    return make


@pytest.fixture
def cell_on(colleague, work_line, employers):
    """Return a function that reads the cell of employers on the work line on a day."""

    def cell(day=TODAY, **asked):
        return matrix(colleague, CoverageAsked(day, **asked)).cells[work_line.pk, employers.pk]

    return cell


def partner(organisation, line, **days):
    return LinePartner.objects.create(organisation=organisation, line=line, relation="partner", **days)


def test_a_partner_belongs_between_its_days(make_known, work_line, cell_on):
    partner(make_known("Divosa"), work_line, started_on=date(2024, 1, 1), ended_on=date(2025, 1, 1))

    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]

    assert [cell_on(day).organisations for day in days] == [0, 1, 1, 0]


def test_a_partner_without_a_first_day_belongs_since_it_was_recorded(make_known, work_line, cell_on):
    partner(make_known("Divosa", on=date(2024, 5, 1)), work_line)

    assert [cell_on(day).organisations for day in (date(2024, 4, 30), date(2024, 5, 1))] == [0, 1]


def test_contact_on_the_line_makes_it_belong_from_that_day_on(make_known, make_moment, cell_on):
    make_moment(organisations=[make_known("Divosa")], held_on=date(2025, 3, 1))

    found = [cell_on(day) for day in (date(2025, 2, 28), date(2025, 3, 1), TODAY)]

    assert [(cell.organisations, cell.last_on) for cell in found] == [
        (0, None),
        (1, date(2025, 3, 1)),
        (1, date(2025, 3, 1)),
    ]


def test_contact_on_another_line_does_not_count_here(make_known, make_moment, newcomer_line, cell_on):
    make_moment(organisations=[make_known("Divosa")], line=newcomer_line)

    assert cell_on().organisations == 0


def test_a_removed_moment_does_not_count(make_known, make_moment, cell_on):
    make_moment(organisations=[make_known("Divosa")], removed_at=datetime(2026, 4, 1, tzinfo=UTC))

    assert cell_on().organisations == 0


@pytest.mark.parametrize("kind", ["attendance", "contribution"])
def test_attendance_and_a_contribution_count_as_contact(kind, make_known, work_line, cell_on):
    OtherContact.objects.create(
        organisation=make_known("Divosa"), line=work_line, held_on=date(2026, 6, 1), kind=kind, reference="test:1"
    )

    assert cell_on().last_on == date(2026, 6, 1)


def test_who_was_silent_in_the_year_of_the_day_is_counted(make_known, make_moment, work_line, cell_on):
    make_moment(organisations=[make_known("A")], held_on=date(2026, 1, 1))
    make_moment(organisations=[make_known("B")], held_on=date(2025, 12, 31))
    partner(make_known("C"), work_line)

    assert (cell_on().organisations, cell_on().silent) == (3, 2)


@pytest.mark.parametrize(
    ("organisations", "last_on", "state"),
    [
        (0, None, "gap"),
        (1, date(2025, 9, 18), "thin"),
        (1, date(2025, 9, 17), "stale"),
        (2, date(2026, 9, 1), "thin"),
        (3, date(2026, 9, 1), "strong"),
        (3, None, "stale"),
    ],
)
def test_a_cell_that_weighs_says_how_it_stands(organisations, last_on, state, cell_on, named):
    assert replace(cell_on(), organisations=organisations, last_on=last_on).state == state


def test_a_cell_that_the_line_does_not_name_is_grey(make_known, make_moment, cell_on):
    before = cell_on().state
    make_moment(organisations=[make_known("Divosa")])

    assert (before, cell_on().state) == ("none", "extra")


def test_a_leap_day_lasts_until_the_last_of_february():
    assert a_year_after(date(2024, 2, 29)) == date(2025, 2, 28)


def test_a_region_narrows(make_known, make_moment, cell_on):
    make_moment(organisations=[make_known("A", province="NL-UT"), make_known("B", province="NL-ZH")])

    assert cell_on(region="NL-UT").organisations == 1


def test_a_line_shows_only_in_its_years(work_line, colleague):
    work_line.valid_until = 2025
    work_line.save()

    assert matrix(colleague, CoverageAsked(TODAY)).lines == []
    assert matrix(colleague, CoverageAsked(date(2025, 12, 31))).lines == [work_line]


def test_a_past_day_stays_what_it_was_when_contact_is_added_later(make_known, make_moment, cell_on):
    make_moment(organisations=[make_known("A")], held_on=date(2025, 3, 1))
    before = cell_on(date(2025, 6, 1))

    make_moment(organisations=[make_known("B")], held_on=date(2026, 3, 1))

    assert cell_on(date(2025, 6, 1)) == before


def test_who_may_see_no_organisation_counts_none(make_user, make_known, make_moment, work_line, employers):
    make_moment(organisations=[make_known("A")])
    member = make_user("member")

    cell = matrix(member, CoverageAsked(TODAY)).cells[work_line.pk, employers.pk]

    assert (cell.organisations, cell.people) == (0, 0)


FEW = st.integers(0, 3)
DAYS = st.dates(date(2024, 1, 1), date(2026, 9, 18))
SPANS = st.tuples(DAYS, st.none() | st.integers(1, 400))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=DAYS,
    served=st.lists(st.sets(st.integers(0, 1), max_size=2), min_size=4, max_size=4),
    spoken=st.lists(st.tuples(FEW, st.integers(0, 1), DAYS), max_size=6),
    partners=st.dictionaries(st.tuples(FEW, st.integers(0, 1)), SPANS, max_size=4),
    work=st.lists(st.tuples(FEW, FEW, SPANS), max_size=6),
)
def test_each_number_is_the_length_of_the_list_behind_it(
    day, served, spoken, partners, work, db, colleague, work_line, newcomer_line, municipalities, employers
):
    lines, groups = [work_line, newcomer_line], [municipalities, employers]
    build(lines, groups, served, spoken, partners, work, colleague)
    asked = CoverageAsked(day)

    for cell in matrix(colleague, asked).cells.values():
        listed = list(organisations_in(colleague, asked, cell.line, cell.group))
        assert cell.organisations == len(listed)
        assert cell.people == people_in(colleague, asked, cell.line, cell.group).count()
        assert cell.last_on == max((each.last_on for each in listed if each.last_on), default=None)
        assert cell.silent == sum(1 for each in listed if not each.last_on or each.last_on.year < day.year)


def build(lines, groups, served, spoken, partners, work, colleague):
    """Store a small network anew, as drawn."""
    for model in (ContactMoment, LinePartner, Affiliation, Organisation, Person):
        model.objects.all().delete()
    parties = [Organisation.objects.create(name=f"Organisatie {n}", kind="anders") for n in range(4)]
    people = [Person.objects.create(given_name="A", family_name=f"B{n}") for n in range(4)]
    for party, numbers in zip(parties, served, strict=True):
        party.target_groups.set(groups[number] for number in numbers)
    for party, line, held_on in spoken:
        moment = ContactMoment.objects.create(
            line=lines[line], held_on=held_on, channel="call", summary="x", logged_by=colleague
        )
        moment.organisations.set([parties[party]])
    for (party, line), (start, length) in partners.items():
        partner(parties[party], lines[line], started_on=start, ended_on=length and start + timedelta(days=length))
    for number, (person, party, (start, length)) in enumerate(work):
        Affiliation.objects.create(
            person=people[person],
            organisation=parties[party],
            title=f"functie {number}",
            started_on=start,
            ended_on=length and start + timedelta(days=length),
        )
