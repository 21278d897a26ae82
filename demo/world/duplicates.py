"""A dozen people who stand in the network twice, as happens: colleagues recorded them each in their own way."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from demo.world.ground import Ground
from demo.world.people import Inhabitant
from network.actions import duplicates
from network.models import MailAddress, Person
from network.models.duplicate_pair import PartyKind
from network.plain import plain

PAIRS = 12


def add(ground: Ground, inhabitants: list[Inhabitant]) -> None:
    """Let a dozen of the people be somebody else's second record, and look for duplicates as each night."""
    for number, (first, second) in enumerate(_colleagues(ground, inhabitants)[:PAIRS]):
        _rename(first.person, second.person, number)
        if number % 2:
            _give_address(first.person, second.person)
    night = timezone.make_aware(datetime.combine(ground.today, time(2, 15)))
    for kind in PartyKind:
        duplicates.scan(kind=kind, now=night)


def _colleagues(ground: Ground, inhabitants: list[Inhabitant]) -> list[tuple[Inhabitant, Inhabitant]]:
    """Return pairs of people who work at one organisation today, each organisation once; never who logs in."""
    at: dict[int, list[Inhabitant]] = {}
    for each in inhabitants[1:]:
        workplace = each.workplace_on(ground.today)
        if workplace and each.person.user_id is None:
            at.setdefault(workplace.organisation.pk, []).append(each)
    return [(found[0], found[1]) for found in at.values() if len(found) > 3 and len(found[0].person.given_name) > 3]


def _rename(first: Person, second: Person, number: int) -> None:
    """Write the name of the first another way: initials, infix in the last name, no accents, a letter too many."""
    given, infix, family = first.given_name, first.tussenvoegsel, first.family_name
    ways = (
        (f"{given[0]}.", infix, family),
        (given, "", f"{infix} {family}".strip()),
        (plain(given).capitalize(), infix, " ".join(word.capitalize() for word in plain(family).split())),
        (given, infix, f"{family}-{second.family_name}"),
    )
    second.given_name, second.tussenvoegsel, second.family_name = ways[number % len(ways)]
    second.save(update_fields=["given_name", "tussenvoegsel", "family_name"])


def _give_address(first: Person, second: Person) -> None:
    """Let the second record have an address of the first at home."""
    known = MailAddress.objects.filter(person=first, preferred=True).first()
    mine = MailAddress.objects.filter(person=second, preferred=True).first()
    if known and mine:
        mine.address = f"{known.address.partition('@')[0]}@thuis.example.org"
        mine.save(update_fields=["address"])
