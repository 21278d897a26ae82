"""What is not true is refused by the database itself, whichever door it came through."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from network.models import (
    Affiliation,
    ContactMoment,
    LineAssignment,
    LinePartner,
    LineTargetGroup,
    MailAddress,
    Organisation,
    Person,
    PhoneNumber,
    ProgrammeLine,
    RelationHolder,
    Relationship,
    RelationshipType,
    Task,
    Theme,
)
from network.models.contact_moment import OrganisationInContact, PersonInContact

EARLY, LATE = date(2024, 1, 1), date(2026, 1, 1)


@pytest.fixture
def refused(db):
    """Return a function that tells by which constraint the database refuses a row."""

    def by(constraint, model, **fields):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.create(**fields)

    return by


def test_people(refused):
    refused("a_person_has_a_first_and_a_last_name", Person, given_name="Samira", family_name="")


def test_mail_addresses(refused, make_person):
    person = make_person(address="samira@example.org")
    refused("a_person_has_an_address_once", MailAddress, person=person, address="SAMIRA@example.org", preferred=False)
    refused("a_person_prefers_one_address", MailAddress, person=person, address="other@example.org", preferred=True)


def test_organisations(refused, make_organisation):
    make_organisation("VNG", official_name="VNG")
    refused("network_organisation_name", Organisation, name="VNG", kind="vereniging")
    refused("an_organisation_has_a_name", Organisation, name="", kind="vereniging")
    refused("an_organisation_has_a_known_kind", Organisation, name="Ruimteschip", kind="ruimteschip")
    refused("an_official_name_is_of_one_organisation", Organisation, name="X", kind="anders", official_name="VNG")


def test_affiliations(refused, make_person, make_organisation, make_affiliation):
    role = {"person": make_person(), "organisation": make_organisation(), "title": "adviseur"}
    make_affiliation(**role)
    refused("a_current_affiliation_stands_once", Affiliation, **role)
    refused("an_affiliation_ends_after_it_starts", Affiliation, **role, started_on=LATE, ended_on=EARLY)


def test_lines_of_organisations(refused, make_organisation, work_line):
    part = {"organisation": make_organisation(), "line": work_line, "relation": "partner"}
    LinePartner.objects.create(**part)
    refused("an_organisation_is_partner_of_a_line_once", LinePartner, **part)
    refused("a_partnership_ends_after_it_starts", LinePartner, **part, started_on=LATE, ended_on=EARLY)


def test_work_on_lines(refused, colleague, work_line):
    LineAssignment.objects.create(user=colleague, line=work_line, started_on=EARLY)
    refused("nobody_works_on_a_line_twice_at_once", LineAssignment, user=colleague, line=work_line, started_on=LATE)
    days = {"started_on": LATE, "ended_on": EARLY}
    refused("work_on_a_line_does_not_end_before_it_starts", LineAssignment, user=colleague, line=work_line, **days)


def test_work_on_lines_may_follow_and_stand_beside_each_other(refused, colleague, work_line, newcomer_line, make_user):
    told = {"user": colleague, "line": work_line}
    LineAssignment.objects.create(**told, started_on=EARLY, ended_on=LATE)
    LineAssignment.objects.create(**told, started_on=LATE)
    LineAssignment.objects.create(user=colleague, line=newcomer_line, started_on=EARLY)
    LineAssignment.objects.create(user=make_user("line_staff"), line=work_line, started_on=EARLY)

    within = {"started_on": date(2025, 1, 1), "ended_on": date(2025, 2, 1)}
    refused("nobody_works_on_a_line_twice_at_once", LineAssignment, **told, **within)


def test_the_programme(refused, theme, work_line, employers):
    years = {"name": "x", "name_en": "x", "valid_from": 2026, "valid_until": 2022}
    refused("a_theme_ends_after_it_starts", Theme, number=9, slug="t", **years)
    refused("a_line_ends_after_it_starts", ProgrammeLine, number=9, slug="l", theme=theme, **years)
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    refused("a_line_names_a_target_group_once", LineTargetGroup, line=work_line, target_group=employers)


def test_contact_moments(refused, work_line, colleague):
    moment = {"held_on": LATE, "line": work_line, "logged_by": colleague, "channel": "call", "summary": "Over iets."}
    refused("a_contact_moment_has_a_known_channel", ContactMoment, **{**moment, "channel": "rook"})
    refused("a_contact_moment_says_what_it_was_about", ContactMoment, **{**moment, "summary": ""})


def test_who_was_in_a_contact_moment(refused, make_moment, make_person, make_organisation):
    person, organisation = make_person(), make_organisation()
    moment = make_moment(person, organisations=[organisation])
    refused("a_person_is_in_a_contact_moment_once", PersonInContact, contactmoment=moment, person=person)
    refused(
        "an_organisation_is_in_a_contact_moment_once",
        OrganisationInContact,
        contactmoment=moment,
        organisation=organisation,
    )


@pytest.fixture
def two():
    return [Organisation.objects.create(name=name, kind="gemeente") for name in ("Ede", "Epe")]


@pytest.fixture
def works_with():
    names = dict.fromkeys(("name", "name_back"), "werkt samen met") | dict.fromkeys(
        ("name_en", "name_back_en"), "works with"
    )
    return RelationshipType.objects.create(slug="werkt-samen", between="organisations", **names)


def test_ties(refused, two, works_with, make_person):
    first, second = two
    tie = {"kind": works_with, "stated_on": EARLY}
    both = {"first_organisation": first, "second_organisation": second}

    refused("a_tie_is_between_two_organisations_or_two_people", Relationship, **tie, first_organisation=first)
    refused(
        "a_tie_is_between_two_organisations_or_two_people",
        Relationship,
        **tie,
        first_organisation=first,
        second_person=make_person(),
    )
    refused("a_tie_is_with_somebody_else", Relationship, **tie, first_organisation=first, second_organisation=first)
    refused("a_relationship_ends_after_it_starts", Relationship, **tie, **both, started_on=LATE, ended_on=EARLY)
    refused("a_confirmed_tie_says_by_whom_and_when", Relationship, **tie, **both, confirmed_by="both")
    refused("a_confirmed_tie_says_by_whom_and_when", Relationship, **tie, **both, confirmed_on=LATE)

    Relationship.objects.create(**tie, **both)
    turned = {"first_organisation": second, "second_organisation": first}
    refused("a_tie_between_organisations_stands_once", Relationship, **tie, **turned)

    Relationship.objects.update(directed=True)
    Relationship.objects.create(**tie, **turned, directed=True)
    refused("a_tie_from_an_organisation_to_another_stands_once", Relationship, **tie, **both, directed=True)


def test_ties_between_people(refused, works_with, make_person):
    one, other = make_person(), make_person()
    tie = {"kind": works_with, "stated_on": EARLY}

    refused("a_tie_is_with_somebody_else", Relationship, **tie, first_person=one, second_person=one)

    Relationship.objects.create(**tie, first_person=one, second_person=other)
    refused("a_tie_between_people_stands_once", Relationship, **tie, first_person=other, second_person=one)

    tie["directed"] = True
    Relationship.objects.update(directed=True)
    Relationship.objects.create(**tie, first_person=other, second_person=one)
    refused("a_tie_from_a_person_to_another_stands_once", Relationship, **tie, first_person=one, second_person=other)


def test_relation_holders(refused, two, colleague):
    holder = {"organisation": two[0], "user": colleague}
    refused(
        "holding_a_relation_does_not_end_before_it_starts", RelationHolder, **holder, started_on=LATE, ended_on=EARLY
    )

    RelationHolder.objects.create(**holder, started_on=EARLY)
    refused("one_colleague_holds_a_relation_on_a_line", RelationHolder, **holder, started_on=LATE)


def test_tasks(refused, colleague):
    refused("a_task_says_what_to_do", Task, what="", due_on=LATE, assigned_to=colleague)


def test_places_and_phones(refused, make_person):
    person = make_person()
    refused("a_phone_number_is_international", PhoneNumber, person=person, number="0612345678")
    refused("a_phone_number_is_of_a_person_or_an_organisation", PhoneNumber, number="+31612345678")
    refused("a_person_has_a_dutch_postcode", Person, given_name="A", family_name="B", postcode="3511lx")
    refused("an_organisation_has_a_dutch_postcode", Organisation, name="C", kind="gemeente", postcode="0511 LX")
    refused("an_address_that_fails_says_since_when", MailAddress, person=person, address="a@b.nl", arrives="dead")
