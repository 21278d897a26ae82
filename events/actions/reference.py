"""The four online meetings that KIS announced for the autumn of 2020: what it was about, and who was announced."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from events.models import Appearance, Event, Series
from network.actions.reference import Report, put
from network.models import Organisation, Person, ProgrammeLine
from network.models.organisation import OrganisationKind
from network.reading import Row, read_yaml, rows

FOLDER = Path(__file__).resolve().parent.parent / "reference"
SOURCE = "Aangekondigd door KIS bij een bijeenkomst in het najaar van 2020"

# What every event of the file must say, and as what.
EVENT = {"slug": str, "kind": str, "title": str, "programme_lines": list}


@transaction.atomic
def load(*, report: Report, now: datetime) -> None:
    """Store the series, its events and who was announced, as far as they are not there yet.

    What is there stays as it is: it belongs to the colleagues, who fill in times and places.
    """
    told = read_yaml(FOLDER / "events-2020.yaml")
    texts = read_yaml(FOLDER / "texts-2020.yaml")
    facts = told["series"]
    names = {"name": facts["name"], "organiser": facts["organiser"]}
    series = put(Series.objects, report=report, found_by={"slug": facts["slug"]}, official={}, at_first=names)
    for row in rows(told, "events", EVENT, key="slug"):
        known = Event.objects.filter(slug=row["slug"]).exists()
        at_first = _facts(row, texts[row["slug"]]) | {"series": series, "online": facts["online"], "published_at": now}
        event = put(Event.objects, report=report, found_by={"slug": row["slug"]}, official={}, at_first=at_first)
        if not known:
            event.lines.set(ProgrammeLine.objects.filter(number__in=row["programme_lines"]))
            _announce(event, row, report)


def _facts(row: Row, texts: Row) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "title": row["title"],
        "summary": texts["summary"],
        "description": texts["description"].strip(),
        "held_on": row["date"],
    }


def _announce(event: Event, row: Row, report: Report) -> None:
    """Store who was announced at this event, in the order of the announcement."""
    people = [
        Appearance(person=_person(who["name"], report), role=who["role"], described_as=who.get("affiliation", ""))
        for who in row.get("people", [])
    ]
    organisations = [
        Appearance(organisation=_organisation(name, report), role="voorbeeld uit de praktijk")
        for name in row.get("organisations", [])
    ]
    for position, appearance in enumerate(people + organisations):
        appearance.event, appearance.position = event, position
        appearance.save()


def _person(name: str, report: Report) -> Person:
    """Return whom KIS announced by this name: known by name alone, without an address."""
    given_name, _space, family_name = name.partition(" ")
    found_by = {"given_name": given_name, "family_name": family_name, "source": SOURCE}
    return put(Person.objects, report=report, found_by=found_by, official={})


def _organisation(name: str, report: Report) -> Organisation:
    at_first = {"name": name, "kind": OrganisationKind.MUNICIPALITY}
    found_by = {"official_name": name}
    return put(Organisation.objects, report=report, found_by=found_by, official={}, at_first=at_first)
