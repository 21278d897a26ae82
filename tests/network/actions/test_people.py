from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts.models import AuditLine
from network.actions import people
from network.models import MailAddress, Person

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def facts(work_line, policy_role):
    return people.PersonFacts(
        given_name="Joost",
        tussenvoegsel="van der",
        family_name="Berg",
        work_role=policy_role,
        province="NL-UT",
        language="nl",
        source="ontmoet op het kennisatelier",
        addresses=["joost@mkb.example.org", "j.berg@example.org"],
        lines=[work_line],
        tags=["stages", "werving"],
    )


@pytest.fixture
def joost(facts, colleague):
    return people.add(facts=facts, by=colleague, now=NOW)


def test_everything_told_is_kept(joost, facts):
    assert people.facts_of(joost) == facts
    assert joost.full_name == "Joost van der Berg"


def test_the_first_address_is_the_preferred_one(joost):
    assert list(joost.mail_addresses.order_by("pk").values_list("address", "preferred")) == [
        ("joost@mkb.example.org", True),
        ("j.berg@example.org", False),
    ]


def test_an_affiliation_comes_along(facts, colleague, make_organisation):
    divosa = make_organisation("Divosa")

    person = people.add(facts=facts, organisation=divosa, title="adviseur", by=colleague, now=NOW)

    assert list(person.affiliations.values_list("organisation", "title")) == [(divosa.pk, "adviseur")]


def test_nobody_is_kept_without_a_source(facts, colleague):
    """AVG art. 14: who is written down without being asked must be able to hear where from."""
    with pytest.raises(people.CannotKeep):
        people.add(facts=replace(facts, source=""), by=colleague, now=NOW)

    assert not Person.objects.exists()


@pytest.mark.parametrize("change", [{"tags": ["stages", "moslim"]}, {"source": "Turkse zelforganisatie"}])
def test_p5_what_tells_special_data_is_refused(change, facts, colleague):
    with pytest.raises(people.CannotKeep, match="geloof, afkomst, gezondheid of geaardheid"):
        people.add(facts=replace(facts, **change), by=colleague, now=NOW)

    assert not Person.objects.exists()


def test_the_audit_trail_names_fields_and_never_what_they_say(joost, facts, colleague):
    changed = replace(facts, family_name="Bergman", addresses=["joost@bergman.example.org"])

    people.change(person=joost, facts=changed, by=colleague, now=NOW)

    line = AuditLine.objects.get(action="network.person_changed")
    assert (line.actor, line.object_id, line.facts) == (colleague, joost.pk, {"fields": ["family_name", "addresses"]})


def test_an_unchanged_person_leaves_no_trace(joost, facts, colleague):
    people.change(person=joost, facts=facts, by=colleague, now=NOW)

    assert not AuditLine.objects.filter(action="network.person_changed").exists()


def test_an_address_that_stays_keeps_its_row_and_another_can_become_preferred(joost, facts, colleague):
    """Bounces and stops will hang on the row."""
    before = MailAddress.objects.get(address="j.berg@example.org")
    changed = replace(facts, addresses=["J.Berg@example.org", "nieuw@example.org"])

    people.change(person=joost, facts=changed, by=colleague, now=NOW)

    kept = MailAddress.objects.get(address="J.Berg@example.org")
    assert (kept.pk, kept.preferred) == (before.pk, True)
    assert set(joost.mail_addresses.values_list("address", flat=True)) == {"J.Berg@example.org", "nieuw@example.org"}


def test_a_person_can_lose_every_address(joost, facts, colleague):
    people.change(person=joost, facts=replace(facts, addresses=[]), by=colleague, now=NOW)

    assert not joost.mail_addresses.exists()


def test_a_source_is_not_wiped_out(joost, facts, colleague):
    with pytest.raises(people.CannotKeep):
        people.change(person=joost, facts=replace(facts, source=""), by=colleague, now=NOW)
