"""Records that are no more: one that went into another and can come back, and one of somebody who was erased."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from demo.world.cast import COLLEAGUES
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from demo.world.known import Known
from network.actions import duplicates, merges, people
from network.actions.people import PersonFacts
from network.models import DuplicatePair, Organisation, Person
from privacy.actions import erasing

DIFFERENT = 2  # pairs of whom a colleague said that they are two people


def add(ground: Ground, staff: Staff, twice: Known, beside: Known) -> None:
    """Say of two pairs that they are two, make one record of two, and erase somebody who worked beside another."""
    now = at(ground.today - timedelta(days=2), time(11, 30))
    for pair in DuplicatePair.objects.exclude(first_person=None).filter(dismissed_at=None).order_by("pk")[:DIFFERENT]:
        duplicates.dismiss(pair=pair, by=staff.line_staff, now=now)
    _merge(ground, twice, staff.line_staff, now)
    _erase(ground, beside, staff.line_staff)


def _merge(ground: Ground, known: Known, by: User, now: datetime) -> None:
    """Let a colleague have recorded somebody a second time, from a visiting card, and see it."""
    given, infix, family = known.name
    card = PersonFacts(
        given_name=f"{given[0]}.",
        tussenvoegsel=infix,
        family_name=family,
        source="Visitekaartje van de jaarbijeenkomst",
        addresses=[f"{known.address.partition('@')[0]}@brievenbus.example.com"],
        **_likewise(ground, known),
    )
    second = people.add(facts=card, organisation=_where(known), by=by, now=now)
    merges.merge(kept=Person.objects.get(pk=known.person.pk), gone=second, by=by, now=now)


def _erase(ground: Ground, beside: Known, by: User) -> None:
    """Let somebody have been known for half a year, and then ask to be forgotten."""
    since, asked = at(ground.today - timedelta(days=190), time(15, 20)), ground.today - timedelta(days=9)
    facts = PersonFacts(
        given_name="Marjolein",
        tussenvoegsel="",
        family_name="Oudshoorn",
        source="Stelde een vraag aan de vraagbaak",
        addresses=[f"m.oudshoorn@{beside.domain}"],
        **_likewise(ground, beside),
    )
    person = people.add(facts=facts, organisation=_where(beside), by=by, now=since)
    officer = User.objects.get(email=COLLEAGUES[-2].address)
    erasing.erase(person=person, asked_on=asked, by=officer, now=at(asked + timedelta(days=3), time(10, 5)))


def _likewise(ground: Ground, known: Known) -> dict[str, Any]:
    """Return what holds for two people who do the same work at one organisation."""
    province = known.person.province
    return {"work_role": None, "province": province, "language": "nl", "lines": [ground.lines[6]], "tags": []}


def _where(known: Known) -> Organisation:
    return Organisation.objects.get(name=known.organisation)
