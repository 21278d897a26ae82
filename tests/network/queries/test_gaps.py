"""Where the network is weak, why, and with whom to begin."""

from datetime import date, timedelta

import pytest

from network.models import LinePartner, LineTargetGroup
from network.queries.gaps import Beginnings, GapKind, gaps

TODAY = date(2026, 9, 18)


@pytest.fixture
def named(work_line, employers):
    return LineTargetGroup.objects.create(line=work_line, target_group=employers)


@pytest.fixture
def of_kind(colleague):
    """Return a function that gives the gaps of one kind."""
    return lambda kind, **asked: [gap for gap in gaps(colleague, TODAY, **asked) if gap.kind == kind]


@pytest.fixture
def speak(make_organisation, make_moment, employers):
    """Return a function that stores an employer with so many contact moments, the last so many days ago."""

    def speak(name="Divosa", times=1, days_ago=10, **fields):
        organisation = make_organisation(name, "werkgever", [employers], **fields)
        for number in range(times):
            make_moment(organisations=[organisation], held_on=TODAY - timedelta(days=days_ago + number))
        return organisation

    return speak


def test_an_empty_cell_is_a_gap(named, of_kind, employers):
    [gap] = of_kind(GapKind.EMPTY)

    assert (gap.group, gap.reason[:30]) == (employers, "De lijn noemt deze doelgroep, ")


def test_a_cell_with_one_organisation_is_thin(named, speak, of_kind):
    speak()

    [gap] = of_kind(GapKind.THIN)

    assert gap.reason.startswith("Maar 1 organisatie")


def test_a_cell_without_contact_for_a_year_has_gone_quiet(named, speak, of_kind):
    speak(days_ago=400)

    [gap] = of_kind(GapKind.QUIET)

    assert "400 dagen geleden" in gap.reason


def test_a_cell_with_three_organisations_and_contact_is_no_gap(named, speak, of_kind):
    for name in "ABC":
        speak(name)

    assert of_kind(GapKind.EMPTY) + of_kind(GapKind.THIN) + of_kind(GapKind.QUIET) == []


@pytest.mark.parametrize(("times", "others", "found"), [(4, 2, 1), (3, 3, 0), (4, 0, 0)])
def test_a_line_leans_on_one_organisation_with_more_than_half_of_at_least_five_contacts(
    times, others, found, speak, of_kind
):
    speak("Divosa", times)
    for number in range(others):
        speak(f"Ander {number}")

    leaning = of_kind(GapKind.LEANS)

    assert [gap.organisation.name for gap in leaning] == ["Divosa"] * found


def test_provinces_without_a_partner_are_named_per_line_and_for_all(
    work_line, newcomer_line, make_organisation, of_kind
):
    utrecht = make_organisation("A", province="NL-UT")
    LinePartner.objects.create(organisation=utrecht, line=work_line, relation="partner")

    missing = {gap.line: set(gap.provinces) for gap in of_kind(GapKind.PROVINCE)}

    assert {line: len(provinces) for line, provinces in missing.items()} == {None: 11, work_line: 11, newcomer_line: 12}
    assert "NL-UT" not in missing[work_line] | missing[None]


def test_of_one_line_only_its_own_gaps_are_told(named, work_line, newcomer_line, of_kind):
    found = of_kind(GapKind.PROVINCE, line=newcomer_line)

    assert [gap.line for gap in found] == [newcomer_line]


def test_at_a_thin_cell_one_begins_with_whom_we_spoke_last_in_that_target_group_elsewhere(
    named, speak, of_kind, colleague, make_organisation, make_person, make_affiliation, make_moment, newcomer_line,
    employers
):  # fmt: skip
    speak("Al op de lijn", days_ago=1)
    make_organisation("Nooit gesproken", "werkgever", [employers])
    divosa, person = make_organisation("Divosa", "werkgever", [employers]), make_person()
    make_affiliation(person, divosa)
    make_moment(person, organisations=[divosa], line=newcomer_line, held_on=TODAY)

    [gap] = of_kind(GapKind.THIN)
    begin = Beginnings(colleague, TODAY).of(gap)

    assert (begin.organisation, begin.person) == (divosa, person)


def test_at_a_thin_cell_nobody_is_named_when_all_of_that_target_group_are_in_it(named, speak, of_kind, colleague):
    speak()

    [gap] = of_kind(GapKind.THIN)

    assert Beginnings(colleague, TODAY).of(gap) is None


def test_a_moment_with_two_organisations_counts_once_in_all_contact(speak, make_moment, make_organisation, of_kind):
    both = [speak("Divosa", 3), make_organisation("Ander")]
    for number in range(2):
        make_moment(organisations=both, held_on=TODAY - timedelta(days=number))

    [gap] = of_kind(GapKind.LEANS)

    assert gap.reason == "5 van de 5 contacten in een jaar waren met Divosa."


def test_a_partner_that_left_the_line_is_no_beginning(speak, make_organisation, of_kind, colleague, work_line):
    speak("Divosa", 6)
    left = make_organisation("Vertrokken")
    days = {"started_on": TODAY - timedelta(days=400), "ended_on": TODAY - timedelta(days=40)}
    LinePartner.objects.create(organisation=left, line=work_line, relation="partner", **days)

    [gap] = of_kind(GapKind.LEANS)

    assert Beginnings(colleague, TODAY).of(gap) is None


def test_at_a_line_that_leans_one_begins_with_another_partner(speak, of_kind, colleague, work_line):
    leaning, other = speak("Divosa", 6), speak("Ander", 1)
    for organisation in (leaning, other):
        LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner")

    [gap] = of_kind(GapKind.LEANS)

    assert Beginnings(colleague, TODAY).of(gap).organisation == other
