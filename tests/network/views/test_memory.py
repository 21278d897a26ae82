from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.actions import memory
from network.models import LinePartner, LineTargetGroup, Relationship, RelationshipType

COMPARE = reverse("network:coverage_compare")


@pytest.fixture
def days():
    today = timezone.localdate()
    return {"before": (today - timedelta(days=400)).isoformat(), "after": today.isoformat()}


def rows(page):
    return [" ".join(row.select_one(".grow").get_text(" ").split()) for row in page.select("#lijst .lines > li")]


def test_new_and_lost_partners_are_listed_each_as_counted(browse, read, days, make_organisation, work_line):
    today = timezone.localdate()
    spans = {"Nieuw": (today - timedelta(days=30), None), "Weg": (date(2020, 1, 1), today - timedelta(days=30))}
    spans["Gebleven"] = (date(2020, 1, 1), None)
    for name, (start, end) in spans.items():
        LinePartner.objects.create(
            organisation=make_organisation(name), line=work_line, relation="partner", started_on=start, ended_on=end
        )

    new = read(browse.get(COMPARE, {**days, "wat": "nieuwe-partners"}))
    lost = read(browse.get(COMPARE, {**days, "wat": "verloren-partners"}))

    assert [row.split()[0] for row in rows(new)] == ["Nieuw"]
    assert [row.split()[0] for row in rows(lost)] == ["Weg"]
    assert [count.text for count in new.select(".tabs .count")] == ["1", "1", "0", "0", "0"]


def test_new_lost_and_faded_ties_are_listed(browse, read, days, make_organisation):
    today = timezone.localdate()
    kind = RelationshipType.objects.create(
        slug="k", between="organisations", name="kent", name_back="kent", name_en="k", name_back_en="k"
    )
    spans = {
        "nieuwe-relaties": {"stated_on": today},
        "verloren-relaties": {"stated_on": today, "started_on": date(2020, 1, 1), "ended_on": today},
        "vervaagde-relaties": {"stated_on": today - timedelta(days=800), "started_on": date(2020, 1, 1)},
    }
    for name, fields in spans.items():
        Relationship.objects.create(
            kind=kind,
            first_organisation=make_organisation(name),
            second_organisation=make_organisation(f"B{name}"),
            **fields,
        )

    found = {name: rows(read(browse.get(COMPARE, {**days, "wat": name}))) for name in spans}
    unasked = rows(read(browse.get(COMPARE, days)))

    assert {name: [row.split()[0] for row in listed] for name, listed in found.items()} == {
        name: [name] for name in spans
    }
    assert unasked == found["nieuwe-relaties"], "the first of which there are any"


def test_growth_stands_in_numbers_and_in_a_small_chart_with_words(
    browse, read, work_line, employers, make_organisation, make_moment, days
):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    today = timezone.localdate()
    make_moment(organisations=[make_organisation("A", groups=[employers])], held_on=today - timedelta(days=200))
    make_moment(organisations=[make_organisation("B", groups=[employers])], held_on=today - timedelta(days=20))
    for days_ago in (300, 100):
        memory.keep(day=(today - timedelta(days=days_ago)).replace(day=1), now=timezone.now())

    row = read(browse.get(COMPARE, days)).select_one("tbody tr")

    assert " ".join(row.td.text.split()) == "0 → 2 +2"
    assert row.polyline["points"] == "0.0,30.0 120.0,2.0"
    assert row.select("td")[-1].select_one(".sr").text.count(":") == 2


def test_days_that_cannot_be_compared_are_refused_in_words(browse, read, db):
    page = read(browse.get(COMPARE, {"before": "2026-05-01", "after": "2026-04-01"}))

    assert "De tweede dag moet na de eerste komen" in page.select_one(".error").text


def test_nothing_between_says_so(browse, read, db):
    assert "Niets hiervan tussen deze dagen" in read(browse.get(COMPARE)).select_one("#lijst .empty").text


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_queries_does_not_grow(number, browse, django_assert_num_queries, make_organisation, work_line):
    for each in range(number):
        day = timezone.localdate() - timedelta(days=10)
        organisation = make_organisation(f"O{each}")
        LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner", started_on=day)

    with django_assert_num_queries(30):
        browse.get(COMPARE)


def test_the_cells_that_changed_stand_there_as_they_were_remembered(
    browse, read, days, make_organisation, make_moment, work_line, employers
):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    today = timezone.localdate()
    first = today.replace(day=1)
    earlier = (first - timedelta(days=60)).replace(day=1)
    make_moment(
        organisations=[make_organisation("Divosa", "werkgever", [employers])], held_on=first - timedelta(days=3)
    )
    for day in (earlier, first):
        memory.keep(day=day, now=timezone.now())
    make_organisation("Te laat", "werkgever", [employers])

    page = read(browse.get(COMPARE, days))

    [row] = page.select("section[aria-labelledby=h-vakken] tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in row.select("td")] == ["Werkgevers", "leeg", "dun", "0 → 1"]
    figures = page.select_one("details.more").select("tbody tr")[-1]
    assert [cell.text for cell in figures.select("td.num")] == ["1", "0", "1", "1/1", "0"]


def test_without_two_remembered_months_the_cells_are_not_told(browse, read, days, work_line):
    cells = read(browse.get(COMPARE, days)).select_one("section[aria-labelledby=h-vakken]")

    assert "Tussen deze dagen zijn geen twee maanden onthouden" in cells.text


def test_a_past_day_says_which_facts_are_those_of_today(browse, read, work_line):
    past = {"day": (timezone.localdate() - timedelta(days=3)).isoformat()}

    said = [read(browse.get(reverse("network:coverage"), asked)).select_one("#resultaten").text for asked in (past, {})]

    assert ["is die van vandaag" in text for text in said] == [True, False]


def test_it_shows_how_each_line_hung_together_in_each_month(browse, read, days, work_line, make_organisation, make_tie):
    today = timezone.localdate()
    first, second, third = (make_organisation(name) for name in ("Een", "Twee", "Drie"))
    for each in (first, second, third):
        LinePartner.objects.create(organisation=each, line=work_line, relation="partner", started_on=date(2020, 1, 1))
    make_tie(first, second, started_on=date(2020, 1, 1), stated_on=date(2020, 1, 1))
    make_tie(second, third, started_on=date(2020, 1, 1), stated_on=date(2020, 1, 1))
    memory.keep(day=today.replace(day=1), now=timezone.now())

    page = read(browse.get(COMPARE, days))

    table = page.find("summary", string="Hoe elke lijn samenhangt, maand voor maand").find_parent("details").table
    names, told = ([cell.text for cell in row.find_all(["th", "td"])][1:] for row in table.find_all("tr"))
    assert dict(zip(names, told, strict=True)) == {
        "Dichtheid": "0,667",
        "Grootste afstand": "2",
        "Gemiddelde afstand": "1,33",
        "Wederkerigheid": "1,000",
        "Delen": "1",
        "Groepen": "1",
        "Zonder relatie": "0",
        "Sterkste brug": "1,000",
    }
