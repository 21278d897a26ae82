import pytest
from django.urls import reverse

from network.models import LineTargetGroup

GAPS = reverse("network:gaps")


@pytest.fixture
def empty_cell(work_line, employers):
    return LineTargetGroup.objects.create(line=work_line, target_group=employers)


def test_each_gap_says_why_and_with_whom_to_begin(browse, read, empty_cell, make_organisation, employers):
    divosa = make_organisation("Divosa", "vereniging", [employers])

    row = read(browse.get(GAPS)).select_one("#lijst .lines > li")

    assert row.strong.text == "Werkgevers op lijn 4"
    assert "De lijn noemt deze doelgroep" in row.small.text
    assert row.select_one(f'a[href="{reverse("network:organisation_ways", args=[divosa.pk])}"]') is not None


def test_each_tab_lists_what_it_counts(browse, read, empty_cell):
    page = read(browse.get(GAPS, {"soort": "leeg"}))

    assert len(page.select("#lijst .lines > li")) == 1
    assert page.select_one('.tabs a[aria-current="page"] .count').text == "1"


def test_no_gap_says_so(browse, read, db):
    assert "Hier zijn geen gaten" in read(browse.get(GAPS, {"soort": "leeg"})).select_one(".empty").text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(
    rows, browse, django_assert_max_num_queries, empty_cell, make_organisation, employers
):
    for number in range(rows):
        make_organisation(f"O{number}", "werkgever", [employers])

    with django_assert_max_num_queries(22):
        browse.get(GAPS)
