"""Regions of organisations in time: what the matrix of a region says of a past day is what held then."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from network.actions import merges, organisations, places
from network.models import FormerPlace, LinePartner, LineTargetGroup, Municipality, Organisation
from network.queries.coverage import CoverageAsked, matrix, organisations_in
from network.queries.promise import Standing, promises
from network.timeline import timeline_of_organisation
from tests.network.dumps import everything

MAY, JUNE = datetime(2026, 5, 4, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def delft(db):
    return Municipality.objects.create(code="GM0503", name="Delft", province="NL-ZH")


@pytest.fixture
def divosa(make_organisation, work_line, employers):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    organisation = make_organisation("Divosa", "vereniging", [employers], province="NL-UT")
    Organisation.objects.filter(pk=organisation.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    LinePartner.objects.create(
        organisation=organisation, line=work_line, relation="partner", started_on=date(2020, 1, 1)
    )
    return organisation


@pytest.fixture
def put(colleague):
    """Return a function that says where an organisation is, from a moment on."""

    def tell(organisation, province="", municipality=None, now=MAY, **how):
        facts = organisations.facts_of(organisation)
        told = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
        told |= {"province": province, "municipality": municipality}
        facts = organisations.OrganisationFacts(**told)
        organisations.change(organisation=organisation, facts=facts, by=colleague, now=now, **how)

    return tell


@pytest.fixture
def in_regions(colleague, work_line, employers):
    """Return a function that tells in which of two regions the organisation counts on a day, in matrix and list."""

    def count(day):
        found = []
        for region in ("NL-UT", "NL-ZH"):
            asked = CoverageAsked(day, region=region)
            number = matrix(colleague, asked).cells[work_line.pk, employers.pk].organisations
            assert number == organisations_in(colleague, asked, work_line, employers).count()
            found.append(number)
        return found

    return count


def rows():
    return list(FormerPlace.objects.values_list("province", "municipality__name", "started_on", "ended_on"))


def test_a_move_changes_nothing_of_the_past(divosa, put, in_regions, delft):
    put(divosa, municipality=delft)
    put(divosa, "NL-UT", now=JUNE)

    days = (date(2025, 1, 1), date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 31), date(2026, 6, 1))
    assert [in_regions(day) for day in days] == [[1, 0], [1, 0], [0, 1], [0, 1], [1, 0]]
    assert rows() == [
        ("NL-ZH", "Delft", date(2026, 5, 4), date(2026, 6, 1)),
        ("NL-UT", None, None, date(2026, 5, 4)),
    ]


def test_the_promise_of_a_region_follows(divosa, put, make_moment, colleague):
    make_moment(organisations=[divosa], held_on=date(2026, 3, 2))
    put(divosa, "NL-ZH")

    def standing(day, region):
        [promise] = promises(colleague, CoverageAsked(day, region=region))
        return promise.standing

    assert [standing(date(2026, 5, 3), region) for region in ("NL-UT", "NL-ZH")] == [Standing.KEPT, Standing.BROKEN]
    assert [standing(date(2026, 5, 4), region) for region in ("NL-UT", "NL-ZH")] == [Standing.BROKEN, Standing.KEPT]


def test_what_was_wrong_is_mended_for_the_past_too(divosa, put, in_regions):
    put(divosa, "NL-ZH", always_here=True)

    assert in_regions(date(2025, 1, 1)) == [0, 1]
    assert rows() == []


def test_what_nobody_had_told_yet_is_no_move(divosa, put, in_regions):
    Organisation.objects.filter(pk=divosa.pk).update(province="")
    put(divosa, "NL-ZH")

    assert in_regions(date(2025, 1, 1)) == [0, 1]
    assert rows() == []


@pytest.mark.parametrize(("last", "left"), [("NL-UT", []), ("NL-DR", [("NL-UT", None, None, MAY.date())])])
def test_what_is_changed_again_that_day_never_was(divosa, put, last, left):
    put(divosa, "NL-ZH")
    put(divosa, last)

    assert rows() == left


def test_what_was_recorded_today_did_not_move(divosa, put):
    Organisation.objects.filter(pk=divosa.pk).update(created_at=MAY)
    put(divosa, "NL-ZH")

    assert rows() == []


def test_a_file_that_says_another_place_is_a_move_and_its_undo_takes_that_back(divosa, bring, write, take_back):
    before = rows_of_organisations()
    file = bring("Naam;Soort;Provincie\nDivosa;vereniging;Zuid-Holland\n", "organisations")
    write(file)
    assert rows() == [("NL-UT", None, None, timezone.localdate())]

    take_back(file)

    assert rows() == []
    assert rows_of_organisations() == before


def rows_of_organisations():
    return list(Organisation.objects.order_by("pk").values())


def test_history_moves_along_in_a_merge_and_back_row_by_row(divosa, put, colleague, make_organisation, in_regions):
    put(divosa, "NL-ZH")
    kept = make_organisation("Divosa Nederland", province="NL-ZH")
    before = everything()

    merge = merges.merge(kept=kept, gone=divosa, by=colleague, now=timezone.now())
    assert kept.former_places.count() == 1
    merges.take_back(merge=merge, by=colleague, now=timezone.now())

    assert everything() == before


def test_the_database_refuses_a_place_that_ends_before_it_starts(divosa):
    with pytest.raises(IntegrityError, match="a_place_ends_after_it_starts"):
        FormerPlace.objects.create(organisation=divosa, started_on=MAY.date(), ended_on=MAY.date())


def test_the_form_tells_the_places_of_before_and_asks_whether_it_moved(client, colleague, divosa, put, employers):
    client.force_login(colleague)
    put(divosa, "NL-ZH")
    address = reverse("network:organisation_edit", args=[divosa.pk])

    page = client.get(address).content.decode()
    told = {"name": "Divosa", "kind": "vereniging", "province": "NL-DR", "target_groups": [employers.pk]}
    client.post(address, {**told, "always_here": "on"})

    assert "Eerdere plaatsen" in page
    assert "tot 4 mei 2026" in page
    divosa.refresh_from_db()
    assert places.of(divosa) == ("NL-DR", None)
    assert [row[0] for row in rows()] == ["NL-UT"]


def test_a_new_organisation_is_not_asked_whether_it_moved(client, colleague, db):
    client.force_login(colleague)

    assert "always_here" not in client.get(reverse("network:organisation_create")).content.decode()


def test_a_move_stands_on_the_timeline(divosa, put, colleague, delft):
    put(divosa, municipality=delft)
    put(divosa, "NL-UT", now=JUNE)

    told = [(entry.title, entry.text) for entry in timeline_of_organisation(divosa, colleague)]
    assert told == [("Verhuisd", "Tot dan: Delft"), ("Verhuisd", "Tot dan: Utrecht")]
