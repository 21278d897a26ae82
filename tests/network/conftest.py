"""A theme with two lines, two target groups, and functions that store what hangs on them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.base import ContentFile

from network.models import (
    Affiliation,
    Attachment,
    ContactMoment,
    Organisation,
    Person,
    ProgrammeLine,
    RelationHolder,
    Relationship,
    RelationshipType,
    TargetGroup,
    Task,
    Theme,
    WorkRole,
)


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


@pytest.fixture
def works_with(db):
    """A kind of tie between organisations without direction."""
    names = dict.fromkeys(("name", "name_back"), "werkt samen met") | dict.fromkeys(("name_en", "name_back_en"), "with")
    return RelationshipType.objects.create(slug="werkt-samen", between="organisations", **names)


@pytest.fixture
def funds(db):
    """A kind of tie between organisations that reads otherwise in each direction."""
    names = {"name": "financiert", "name_back": "wordt gefinancierd door", "name_en": "funds"}
    return RelationshipType.objects.create(
        slug="financiert", between="organisations", position=1, name_back_en="is funded by", **names
    )


@pytest.fixture
def knows(db):
    """A kind of tie between people."""
    names = dict.fromkeys(("name", "name_back"), "kent") | dict.fromkeys(("name_en", "name_back_en"), "knows")
    return RelationshipType.objects.create(slug="kent", between="people", **names)


@pytest.fixture
def make_tie(works_with, knows, colleague) -> Callable:
    """Return a function that stores a tie between two organisations or two people."""

    def make(first, second, **fields):
        between, kind = ("person", knows) if isinstance(first, Person) else ("organisation", works_with)
        ends = {f"first_{between}": first, f"second_{between}": second}
        told = {"kind": kind, "stated_by": colleague, "stated_on": date(2026, 3, 2), **fields}
        return Relationship.objects.create(**ends, **told)

    return make


@pytest.fixture
def make_attachment(colleague) -> Callable:
    """Return a function that hangs a file on a contact moment."""

    def make(moment, name="verslag.txt"):
        told = {"content_type": "text/plain; charset=utf-8", "size": 5, "added_by": colleague}
        file = ContentFile(b"Hallo", name=name)
        return Attachment.objects.create(moment=moment, name=name, file=file, added_at=moment.logged_at, **told)

    return make


@pytest.fixture
def make_task(colleague) -> Callable:
    def make(what="Bel over de pilot", due_on=date(2026, 10, 1), **fields):
        return Task.objects.create(what=what, due_on=due_on, **{"assigned_to": colleague, **fields})

    return make


@pytest.fixture
def make_holder(colleague) -> Callable:
    def make(organisation, **fields):
        told = {"user": colleague, "started_on": date(2025, 1, 1), **fields}
        return RelationHolder.objects.create(organisation=organisation, **told)

    return make
