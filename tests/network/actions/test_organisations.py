from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditLine
from network.actions import organisations
from network.models import LinePartner, Organisation

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def facts(municipalities):
    return organisations.OrganisationFacts(
        name="Gemeente Delft",
        kind="gemeente",
        province="NL-ZH",
        website="https://delft.example.org",
        target_groups=[municipalities],
        tags=["Caribische jongeren"],
    )


@pytest.fixture
def delft(facts, colleague):
    return organisations.add(facts=facts, by=colleague, now=NOW)


def test_everything_told_is_kept_also_whom_it_serves(delft, facts):
    """Whom an organisation serves is no fact about a person."""
    assert organisations.facts_of(delft) == facts


def test_a_name_stands_once(delft, facts, colleague):
    with pytest.raises(organisations.CannotKeep, match="al een organisatie met deze naam"):
        organisations.add(facts=facts, by=colleague, now=NOW)

    assert Organisation.objects.count() == 1


def test_a_change_is_traced_by_field(delft, facts, colleague):
    organisations.change(organisation=delft, facts=replace(facts, province="", tags=[]), by=colleague, now=NOW)

    assert AuditLine.objects.get(action="network.organisation_changed").facts == {"fields": ["province", "tags"]}


def test_an_unchanged_organisation_leaves_no_trace(delft, facts, colleague):
    organisations.change(organisation=delft, facts=facts, by=colleague, now=NOW)

    assert not AuditLine.objects.filter(action="network.organisation_changed").exists()


@pytest.fixture
def partner(delft, work_line, colleague):
    return organisations.make_partner(
        organisation=delft, line=work_line, relation="gesprekspartner", started_on=None, by=colleague, now=NOW
    )


def test_a_partnership_stands_once_until_it_ends(partner, delft, work_line, colleague):
    again = {"organisation": delft, "line": work_line, "relation": "x", "started_on": None, "by": colleague, "now": NOW}
    with pytest.raises(organisations.CannotKeep, match="al partner van deze lijn"):
        organisations.make_partner(**again)

    organisations.change_partner(
        partner=partner, relation="x", started_on=None, ended_on=date(2026, 1, 1), by=colleague, now=NOW
    )
    organisations.make_partner(**again)

    assert LinePartner.objects.filter(organisation=delft, line=work_line).count() == 2


def test_a_partnership_does_not_end_before_it_starts(partner, colleague):
    days = {"started_on": date(2026, 1, 1), "ended_on": date(2026, 1, 1)}
    with pytest.raises(organisations.CannotKeep, match="na de begindatum"):
        organisations.change_partner(partner=partner, relation="x", **days, by=colleague, now=NOW)
