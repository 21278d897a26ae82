"""Target groups of organisations in time: what the matrix says of a past day is what held then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.actions import bulk, merges, organisations
from network.models import BulkAction, FormerServing, LinePartner, Serving
from network.queries.coverage import CoverageAsked, matrix, organisations_in, people_in
from tests.network.dumps import everything

MARCH, MAY = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def divosa(make_organisation, work_line, employers):
    organisation = make_organisation("Divosa", groups=[employers])
    partner = {"relation": "partner", "started_on": date(2020, 1, 1)}
    LinePartner.objects.create(organisation=organisation, line=work_line, **partner)
    return organisation


@pytest.fixture
def serve(colleague):
    """Return a function that lets an organisation belong to exactly these target groups from a moment on."""

    def put(organisation, groups, now):
        facts = organisations.facts_of(organisation)
        told = {name: getattr(facts, name) for name in facts.__dataclass_fields__} | {"target_groups": groups}
        organisations.change(
            organisation=organisation, facts=organisations.OrganisationFacts(**told), by=colleague, now=now
        )

    return put


@pytest.fixture
def cells_on(colleague, work_line, employers, municipalities):
    """Return a function that counts the organisations of the cells of employers and of municipalities on a day."""

    def count(day):
        cells = matrix(colleague, CoverageAsked(day)).cells
        listed = [
            organisations_in(colleague, CoverageAsked(day), work_line, group).count()
            for group in (employers, municipalities)
        ]
        assert listed == [cells[work_line.pk, group.pk].organisations for group in (employers, municipalities)]
        return listed

    return count


def test_what_an_organisation_belonged_to_stays_true_of_the_past(
    divosa, serve, cells_on, employers, municipalities, make_person, make_affiliation, colleague, work_line
):
    make_affiliation(make_person("Anne", "Adjei"), divosa, started_on=date(2020, 1, 1))
    serve(divosa, [municipalities], MAY)

    assert [cells_on(day) for day in (date(2026, 1, 1), date(2026, 5, 3), date(2026, 5, 4))] == [[1, 0], [1, 0], [0, 1]]
    assert people_in(colleague, CoverageAsked(date(2026, 5, 3)), work_line, employers).count() == 1
    assert [*divosa.target_groups.all()] == [municipalities]


def test_what_was_ticked_and_unticked_again_that_day_leaves_nothing(divosa, serve, employers, municipalities):
    serve(divosa, [employers, municipalities], MAY)
    serve(divosa, [municipalities], MAY)
    serve(divosa, [employers], MAY)

    assert not FormerServing.objects.exists()
    assert [(row.targetgroup, row.started_on) for row in Serving.objects.all()] == [(employers, None)]


def test_what_a_new_organisation_belongs_to_holds_since_nobody_knows_when(colleague, employers, work_line):
    told = {"name": "Leeg", "kind": "werkgever", "province": "", "website": "", "tags": []}
    facts = organisations.OrganisationFacts(**told, target_groups=[employers])

    organisations.add(facts=facts, by=colleague, now=MAY)

    assert Serving.objects.get().started_on is None


@pytest.mark.parametrize("off", [False, True])
def test_a_change_to_many_that_is_undone_later_never_held(divosa, off, cells_on, colleague, employers, municipalities):
    group = employers if off else municipalities
    told = {"of": "organisations", "verb": "group", "keys": [divosa.pk], "by": colleague}
    action = bulk.begin(**told, now=MARCH)
    bulk.tell(action=action, facts={"group": group.pk, **({"off": True} if off else {})})
    bulk.do(action=BulkAction.objects.get(), by=colleague, now=MARCH)
    held = cells_on(date(2026, 3, 3))

    bulk.undo(action=BulkAction.objects.get(), by=colleague, now=MARCH + timedelta(days=3))

    assert held == ([0, 0] if off else [1, 1])
    assert [cells_on(day) for day in (date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 9))] == [[1, 0]] * 3
    assert not FormerServing.objects.exists()


def test_history_moves_along_in_a_merge_and_back_row_by_row(
    divosa, serve, cells_on, colleague, make_organisation, employers, municipalities
):
    serve(divosa, [municipalities], MAY)
    kept = make_organisation("Divosa Nederland", groups=[municipalities])
    before = everything()

    merge = merges.merge(kept=kept, gone=divosa, by=colleague, now=timezone.now())
    during = cells_on(date(2026, 5, 3))
    merges.take_back(merge=merge, by=colleague, now=timezone.now())

    assert during == [1, 1]
    assert everything() == before


def test_what_an_organisation_belonged_to_before_stands_on_its_form(client, divosa, serve, colleague, municipalities):
    client.force_login(colleague)
    serve(divosa, [municipalities], MAY)

    page = client.get(reverse("network:organisation_edit", args=[divosa.pk])).content.decode()

    assert "Doelgroepen van vroeger" in page
    assert "Werkgevers: tot 4 mei 2026" in page
