"""An organisation that ended: with all that hangs on it, on one day, and back again exactly."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditLine
from network.actions import affiliations, closing, holders, merges, mistakes, organisations, ties
from network.models import (
    Affiliation,
    Closing,
    LinePartner,
    LineTargetGroup,
    Organisation,
    RelationHolder,
    Relationship,
)
from network.queries import gaps, threads, website
from network.queries import organisations as lists
from network.queries.coverage import CoverageAsked, matrix
from tests.network.dumps import everything

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
GONE = "Deze organisatie bestaat sinds 1 juni 2026 niet meer. Laat de rij weg, of laat de organisatie eerst doorgaan."
TODAY, THE_DAY = date(2026, 9, 18), date(2026, 6, 1)


@pytest.fixture
def divosa(make_organisation, employers, work_line):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    organisation = make_organisation("Divosa", "vereniging", [employers])
    LinePartner.objects.create(
        organisation=organisation, line=work_line, relation="partner", started_on=date(2024, 1, 1)
    )
    return organisation


@pytest.fixture
def full(divosa, make_person, make_affiliation, make_tie, make_holder, make_organisation, make_moment):
    """An organisation with one of everything, of which some ended before or will end by itself."""
    anne, bo = make_person("Anne", "A"), make_person("Bo", "B")
    make_affiliation(anne, divosa, started_on=date(2024, 1, 1))
    make_affiliation(bo, divosa, title="directeur", ended_on=date(2026, 12, 31))
    make_affiliation(bo, divosa, title="stagiair", ended_on=date(2025, 1, 1))
    make_tie(divosa, make_organisation("VNG"), started_on=date(2024, 5, 1))
    make_tie(make_organisation("COA"), divosa)
    make_holder(divosa)
    make_moment(anne, organisations=[divosa], held_on=date(2026, 3, 2))
    return divosa


@pytest.fixture
def close(colleague):
    def end(organisation, day=THE_DAY, why="failliet"):
        closing.close(organisation=organisation, ended_on=day, why=why, by=colleague, now=NOW)
        organisation.refresh_from_db()

    return end


def ends(model):
    return list(model.objects.order_by("pk").values_list("ended_on", flat=True))


def test_what_hangs_on_it_ends_on_that_day_and_what_ended_before_stays(full, close):
    close(full)

    assert (full.ended_on, full.ended_why) == (THE_DAY, "failliet")
    assert ends(Affiliation) == [THE_DAY, THE_DAY, date(2025, 1, 1)]
    assert [ends(model) for model in (LinePartner, RelationHolder)] == [[THE_DAY], [THE_DAY]]
    assert ends(Relationship) == [THE_DAY, THE_DAY]


def test_reopening_restores_exactly_what_was_ended(full, close, colleague):
    left_out = ("accounts_auditline", "network_coveragechange", "network_closing")
    before = {name: rows for name, rows in everything().items() if name not in left_out}
    close(full)

    stayed = closing.reopen(organisation=full, by=colleague, now=NOW)

    assert stayed == 0
    assert {name: rows for name, rows in everything().items() if name not in left_out} == before
    assert not Closing.objects.exists()


def test_what_somebody_changed_since_stays_and_is_counted(full, close, colleague):
    close(full)
    Affiliation.objects.filter(title="directeur").update(ended_on=date(2026, 5, 1))

    stayed = closing.reopen(organisation=full, by=colleague, now=NOW)

    assert stayed == 1
    assert ends(Affiliation) == [None, date(2026, 5, 1), date(2025, 1, 1)]


def test_both_are_told_to_the_audit_trail_in_numbers(full, close, colleague):
    close(full)
    closing.reopen(organisation=full, by=colleague, now=NOW)
    closing.reopen(organisation=full, by=colleague, now=NOW)

    told = AuditLine.objects.filter(object_id=full.pk, action__startswith="network.organisation_").order_by("pk")
    assert list(told.values_list("action", "facts")) == [
        (
            "network.organisation_closed",
            {"day": "2026-06-01", "why": "failliet", "roles": 2, "partnerships": 1, "ties": 2, "holders": 1},
        ),
        ("network.organisation_reopened", {"back": 6, "stayed": 0}),
    ]


def test_a_colleague_who_took_it_up_later_held_it_for_no_day(divosa, close, make_holder, colleague):
    holder = make_holder(divosa, started_on=date(2026, 7, 1))
    close(divosa)
    assert ends(RelationHolder) == [date(2026, 7, 1)]

    closing.reopen(organisation=divosa, by=colleague, now=NOW)

    holder.refresh_from_db()
    assert holder.ended_on is None


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 9, 19), "nog komen"), (date(2024, 1, 1), "begon daar op die dag of later")]
)
def test_a_day_that_cannot_be_is_refused(divosa, close, day, said):
    with pytest.raises(closing.CannotClose, match=said):
        close(divosa, day)

    assert not Organisation.objects.exclude(ended_on=None).exists()


def test_what_ended_does_not_end_again(divosa, close):
    close(divosa)

    with pytest.raises(closing.CannotClose):
        close(divosa, TODAY)

    assert Closing.objects.count() == 1


def test_the_database_wants_a_reason_with_a_day(divosa):
    for wrong in ({"ended_on": TODAY}, {"ended_why": "failliet"}, {"ended_on": TODAY, "ended_why": "zomaar"}):
        with pytest.raises(IntegrityError, match="an_organisation_that_ended_says_why"), transaction.atomic():
            Organisation.objects.filter(pk=divosa.pk).update(**wrong)


class TestAfterwards:
    """Nothing new holds there after that day; what ended before may be told still."""

    @pytest.fixture
    def told(self, divosa, close, colleague):
        close(divosa)
        return {"by": colleague, "now": NOW}

    def test_a_role(self, divosa, told, make_person):
        role = {"person": make_person(), "organisation": divosa, "title": "", "started_on": date(2025, 1, 1)}

        with pytest.raises(affiliations.CannotAffiliate, match="Divosa bestaat sinds 1 juni 2026 niet meer"):
            affiliations.add(**role, ended_on=None, **told)

        affiliations.add(**role, ended_on=THE_DAY, **told)
        assert ends(Affiliation) == [THE_DAY]

    def test_a_partnership(self, divosa, told, newcomer_line):
        with pytest.raises(organisations.CannotKeep, match="bestaat"):
            organisations.make_partner(
                organisation=divosa, line=newcomer_line, relation="partner", started_on=None, **told
            )

    def test_a_tie(self, divosa, told, works_with, make_organisation):
        with pytest.raises(ties.CannotTie, match="bestaat"):
            ties.state(kind=works_with, first=make_organisation("VNG"), second=divosa, facts=ties.TieFacts(), **told)

    def test_a_relation_holder(self, divosa, told, colleague, make_holder):
        with pytest.raises(holders.CannotHold, match="bestaat"):
            holders.appoint(organisation=divosa, line=None, user=colleague, **told)
        before = make_holder(divosa, ended_on=date(2026, 9, 1))
        with pytest.raises(holders.CannotHold, match="bestaat"):
            holders.restore(holder=before, **told)

    def test_a_role_that_was_taken_away_is_not_put_back(self, divosa, told, colleague, make_person, make_affiliation):
        closing.reopen(organisation=divosa, **told)
        kept = mistakes.remove(row=make_affiliation(make_person(), divosa), **told)
        closing.close(organisation=divosa, ended_on=THE_DAY, why="failliet", **told)

        with pytest.raises(mistakes.CannotPutBack, match="bestaat"):
            mistakes.put_back(kept=kept, **told)

    def test_a_merge_with_one_that_goes_on(self, divosa, told, make_organisation):
        with pytest.raises(merges.CannotMerge, match="bestaat"):
            merges.merge(kept=make_organisation("Divosa NL"), gone=divosa, **told)

    def test_a_merge_of_two_that_ended_on_one_day(self, divosa, told, make_organisation, close):
        other = make_organisation("Divosa NL")
        close(other)

        merges.merge(kept=divosa, gone=other, **told)

        assert divosa.closings.count() == 2


def test_it_counts_until_that_day_and_no_longer(full, close, colleague, work_line, employers):
    close(full)

    def counted(day):
        cell = matrix(colleague, CoverageAsked(day)).cells[work_line.pk, employers.pk]
        listed = lists.found(colleague, lists.OrganisationsAsked(), day).filter(pk=full.pk)
        return cell.organisations, cell.people, listed.count()

    assert [counted(day) for day in (date(2026, 5, 31), THE_DAY, TODAY)] == [(1, 2, 1), (0, 0, 0), (0, 0, 0)]
    assert website.numbers(work_line, TODAY).organisations.counted == 0


def test_it_is_no_gap_to_fill_and_no_thread_to_save(full, close, colleague, work_line, make_moment, make_organisation):
    for _ in range(6):
        make_moment(organisations=[full], held_on=date(2026, 5, 1))
    before = {gap.kind for gap in gaps.gaps(colleague, TODAY, work_line) if gap.organisation == full}
    assert before == {gaps.GapKind.LEANS}
    assert threads.of_organisation(full, colleague, TODAY)

    close(full)

    found = gaps.gaps(colleague, TODAY, work_line)
    assert not [gap for gap in found if gap.organisation == full]
    begin = gaps.Beginnings(colleague, TODAY)
    assert full not in [start.organisation for start in map(begin.of, found) if start]
    assert threads.of_organisation(full, colleague, TODAY) is None


@pytest.mark.parametrize(
    ("kind", "text", "column"),
    [
        ("people", "Voornaam;Achternaam;Organisatie\nJoost;Berg;Divosa\n", "organisatie"),
        ("organisations", "Naam;Soort;Website\nDivosa;vereniging;https://divosa.example.org\n", "naam"),
        ("ties", "Eerste;Relatie;Tweede\nVNG;werkt samen met;Divosa\n", "tweede"),
    ],
)
def test_a_row_of_a_file_about_it_is_refused_in_words(
    bring, divosa, close, works_with, make_organisation, kind, text, column
):
    make_organisation("VNG")
    close(divosa)

    row = bring(text, kind).rows.get()

    assert row.outcome == "refused"
    assert [(where.lower(), said) for where, said in row.errors] == [
        (
            column,
            GONE,
        )
    ]
