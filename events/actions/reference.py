"""The four online meetings that KIS announced for the autumn of 2020: what it was about, and who was announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from events.models import Appearance, Event, Series
from network.models import Organisation, Person, ProgrammeLine
from network.models.organisation import OrganisationKind

FOLDER = Path(__file__).resolve().parent.parent / "reference"
SOURCE = "Aangekondigd door KIS als spreker of gast, najaar 2020"


@dataclass(frozen=True)
class Loaded:
    """How many rows were new."""

    events: int
    appearances: int


@transaction.atomic
def load(*, now: datetime) -> Loaded:
    """Store the series, its events and who was announced, as far as they are not there yet.

    What is there stays as it is: colleagues may have changed it since.
    """
    told = _read("events-2020.yaml")
    texts = _read("texts-2020.yaml")
    facts = told["series"]
    series, _new = Series.objects.get_or_create(
        slug=facts["slug"], defaults={"name": facts["name"], "organiser": facts["organiser"]}
    )
    new = [row for row in told["events"] if not Event.objects.filter(slug=row["slug"]).exists()]
    appearances = 0
    for row in new:
        event = _event(row, series, online=facts["online"], texts=texts[row["slug"]], now=now)
        appearances += len(Appearance.objects.bulk_create(_appearances(event, row)))
    return Loaded(len(new), appearances)


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _event(row: dict[str, Any], series: Series, *, online: bool, texts: dict[str, str], now: datetime) -> Event:
    event = Event.objects.create(
        series=series,
        slug=row["slug"],
        kind=row["kind"],
        title=row["title"],
        summary=texts["summary"],
        description=texts["description"].strip(),
        held_on=row["date"],
        online=online,
        published_at=now,
    )
    event.lines.set(ProgrammeLine.objects.filter(number__in=row["programme_lines"]))
    return event


def _appearances(event: Event, row: dict[str, Any]) -> list[Appearance]:
    people = [
        Appearance(event=event, person=_person(who["name"]), role=who["role"], described_as=who.get("affiliation", ""))
        for who in row.get("people", [])
    ]
    organisations = [
        Appearance(event=event, organisation=_organisation(name), role="voorbeeld uit de praktijk")
        for name in row.get("organisations", [])
    ]
    for position, appearance in enumerate(everybody := people + organisations):
        appearance.position = position
    return everybody


def _person(name: str) -> Person:
    """Return whom KIS announced by this name: known by name alone, without an address."""
    given_name, _space, family_name = name.partition(" ")
    return Person.objects.get_or_create(given_name=given_name, family_name=family_name, source=SOURCE)[0]


def _organisation(name: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind.MUNICIPALITY})[0]
