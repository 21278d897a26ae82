from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditLine
from network.actions import affiliations
from network.models import Affiliation

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
OPEN = {"title": "adviseur", "started_on": date(2024, 1, 1), "ended_on": None}


@pytest.fixture
def told(make_person, make_organisation, colleague):
    return {"person": make_person(), "organisation": make_organisation(), "by": colleague, "now": NOW}


def test_a_job_change_ends_one_role_and_starts_another(told, make_organisation):
    old = affiliations.add(**told, **OPEN)

    affiliations.change(affiliation=old, **{**OPEN, "ended_on": date(2026, 9, 1)}, by=told["by"], now=NOW)
    affiliations.add(
        **{**told, "organisation": make_organisation("Divosa")}, **{**OPEN, "started_on": date(2026, 9, 1)}
    )

    on = Affiliation.objects.holding_on
    assert [row.organisation.name for row in on(date(2026, 8, 31))] == ["Gemeente Delft"]
    assert [row.organisation.name for row in on(date(2026, 9, 1))] == ["Divosa"]


def test_the_same_role_stands_once_until_it_ends(told):
    affiliations.add(**told, **OPEN)

    with pytest.raises(affiliations.CannotAffiliate, match="heeft daar deze functie al"):
        affiliations.add(**told, **OPEN)

    assert Affiliation.objects.count() == 1


def test_a_role_does_not_end_before_it_starts(told):
    with pytest.raises(affiliations.CannotAffiliate, match="na de begindatum"):
        affiliations.add(**told, **{**OPEN, "ended_on": date(2023, 1, 1)})

    assert not Affiliation.objects.exists()


def test_p5_a_title_that_may_tell_special_data_is_refused_until_confirmed(told):
    title = {**OPEN, "title": "imam, moslim"}
    with pytest.raises(affiliations.CannotAffiliate, match="Schrijf niets over geloof"):
        affiliations.add(**told, **title)

    affiliations.add(**told, **title, confirmed=True)

    assert AuditLine.objects.get(action="network.affiliation_added").facts["special_words"] == 1
