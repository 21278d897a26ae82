"""The list of participants as a file that opens in a spreadsheet and does nothing there but show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.models import AnswerSource, Event, RegistrationState
from network.models import MailAddress, Person

if TYPE_CHECKING:
    from accounts.models import User


def people(*, event: Event, people: QuerySet[Person], which: str, by: User) -> list[list[str]]:
    """Return the rows of the list, its heading first, and write in the audit trail who took how many."""
    preferred = Prefetch("mail_addresses", MailAddress.objects.filter(preferred=True), to_attr="preferred_addresses")
    rows = [_row(person) for person in people.prefetch_related(preferred)]
    audit.write("events.participants_exported", by=by, about=event, number=len(rows), which=which)
    heading = [
        _("Last name"),
        _("First name"),
        _("Infix"),
        _("Organisation"),
        _("E-mail address"),
        _("State"),
        _("Answered at"),
        _("How"),
    ]
    return [heading, *rows]


def _row(person: Person) -> list[str]:
    return [
        person.family_name,
        person.given_name,
        person.tussenvoegsel,
        organisation_of(person),
        next((known.address for known in person.preferred_addresses), ""),  # type: ignore[attr-defined]
        *_answer(person),
    ]


def _answer(person: Person) -> Iterator[str]:
    state, answered_at, source = person.state, person.answered_at, person.source_of_answer  # type: ignore[attr-defined]
    yield str(RegistrationState(state).label) if state else str(_("no answer"))
    yield date_format(localtime(answered_at), "d-m-Y H:i") if answered_at else ""
    yield str(AnswerSource(source).label) if source else ""


def organisation_of(person: Person) -> str:
    """Return where somebody works as far as we know, else what they wrote when signing up."""
    known = [affiliation.organisation.name for affiliation in person.current_affiliations]  # type: ignore[attr-defined]
    return ", ".join(known) or person.wrote_organisation or ""  # type: ignore[attr-defined]
