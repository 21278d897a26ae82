from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import LineAssignment, LineTargetGroup

PROMISES, START = reverse("network:promises"), reverse("network:start_promises")


@pytest.fixture
def two_promises(work_line, employers, municipalities, make_organisation, make_moment):
    """Employers were spoken with 400 days ago, municipalities yesterday."""
    for group, days in ((employers, 400), (municipalities, 1)):
        LineTargetGroup.objects.create(line=work_line, target_group=group)
        organisation = make_organisation(f"Een van {group.slug}", "anders", [group])
        make_moment(organisations=[organisation], held_on=timezone.localdate() - timedelta(days=days))


def groups_on(page):
    return [row.strong.text for row in page.select("#lijst .lines > li")]


def test_what_presses_most_comes_first_with_its_rule(browse, read, two_promises):
    page = read(browse.get(PROMISES))

    assert groups_on(page) == ["Werkgevers", "Gemeenten"]
    assert page.select_one("#lijst .badge").text.strip().endswith("dagen te laat")
    assert "minstens één organisatie" in page.select_one("details").text


@pytest.mark.parametrize(("which", "found"), [("broken", ["Werkgevers"]), ("kept", ["Gemeenten"]), ("due", [])])
def test_each_tab_has_the_promises_it_counts(which, found, browse, read, two_promises):
    page = read(browse.get(PROMISES, {"stand": which}))

    assert groups_on(page) == found
    assert page.select_one('.tabs a[aria-current="page"] .count').text == str(len(found))


def test_a_past_day_shows_how_it_stood_then(browse, read, two_promises):
    day = timezone.localdate() - timedelta(days=300)

    page = read(browse.get(PROMISES, {"day": day.isoformat(), "stand": "kept"}))

    assert groups_on(page) == ["Werkgevers"]


def test_the_start_page_names_with_whom_the_last_contact_was(browse, read, two_promises, colleague, work_line):
    LineAssignment.objects.create(user=colleague, line=work_line, started_on=date(2024, 1, 1))

    [row] = read(browse.get(START)).select("li")

    assert row.strong.text == "Werkgevers"
    assert "met Een van werkgevers" in row.small.text


def test_the_start_page_says_when_all_is_kept(browse, read, colleague, work_line):
    LineAssignment.objects.create(user=colleague, line=work_line, started_on=date(2024, 1, 1))

    assert "nog minstens 30 dagen gehaald" in read(browse.get(START)).text


def test_the_number_of_queries_does_not_grow(
    browse, django_assert_max_num_queries, two_promises, work_line, make_organisation
):
    with django_assert_max_num_queries(11):
        browse.get(PROMISES)
