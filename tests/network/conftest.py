"""A theme with two lines, two target groups, and functions that store what hangs on them."""

from collections.abc import Callable
from datetime import date

import pytest

from network.models import Affiliation, ContactMoment, Organisation, ProgrammeLine, TargetGroup, Theme, WorkRole


@pytest.fixture
def theme(db):
    return Theme.objects.create(number=2, slug="kansen", name="Gelijke kansen", name_en="Chances", valid_from=2022)


@pytest.fixture
def work_line(theme):
    return ProgrammeLine.objects.create(
        number=4, theme=theme, slug="werk", name="Arbeidsmarkt", name_en="Work", valid_from=2022
    )


@pytest.fixture
def newcomer_line(theme):
    return ProgrammeLine.objects.create(
        number=5, theme=theme, slug="nieuwkomers", name="Nieuwkomers", name_en="Newcomers", valid_from=2022
    )


@pytest.fixture
def municipalities(db):
    return TargetGroup.objects.create(slug="gemeenten", name="Gemeenten", name_en="Municipalities", core=True)


@pytest.fixture
def employers(db):
    return TargetGroup.objects.create(slug="werkgevers", name="Werkgevers", name_en="Employers", position=1)


@pytest.fixture
def policy_role(db):
    return WorkRole.objects.create(slug="beleid", name="Beleidsmedewerker", name_en="Policy officer")


@pytest.fixture
def make_organisation(db) -> Callable:
    def make(name="Gemeente Delft", kind="gemeente", groups=(), **fields):
        organisation = Organisation.objects.create(name=name, kind=kind, **fields)
        organisation.target_groups.set(groups)
        return organisation

    return make


@pytest.fixture
def make_affiliation(db) -> Callable:
    def make(person, organisation, title="adviseur", **days):
        return Affiliation.objects.create(person=person, organisation=organisation, title=title, **days)

    return make


@pytest.fixture
def make_moment(work_line, colleague) -> Callable:
    """Return a function that stores a contact moment with these people and organisations."""

    def make(*people, held_on=date(2026, 3, 2), organisations=(), **fields):
        told = {"line": work_line, "logged_by": colleague, "channel": "call", "summary": "Over de pilot.", **fields}
        moment = ContactMoment.objects.create(held_on=held_on, **told)
        moment.people.set(people)
        moment.organisations.set(organisations)
        return moment

    return make
