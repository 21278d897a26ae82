"""Whom a contact moment in a file was with: organisations by name, people by address or name and organisation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from network.importing.columns import COLUMNS, Kind
from network.importing.known import Known
from network.plain import plain

AT = re.compile(r"^(?P<name>[^()]+)\((?P<where>[^()]+)\)$")  # Joost van der Berg (Gemeente Delft)


class NotFound(Exception):
    """Nobody we know is called so, or several are; the message says what to do."""


def with_whom(facts: dict[str, Any], known: Known) -> list[list[str]]:
    """Look up who and what a row names, in its facts; return what is wrong, with the column it stands in."""
    errors = []
    for name, look_up in (("organisations", _organisations), ("people", _people)):
        if name in facts:
            try:
                facts[name] = look_up(facts, known)
            except NotFound as wrong:
                errors.append([str(COLUMNS[Kind.CONTACTS][name].label), str(wrong)])
                facts[name] = []
    return errors


def _organisations(facts: Mapping[str, Any], known: Known) -> list[int]:
    names = _pieces(facts["organisations"], lambda name: plain(name) in known.organisations)
    return sorted({_organisation(name, known) for name in names})


def _organisation(name: str, known: Known) -> int:
    if plain(name) not in known.organisations:
        told = {"name": name[:60]}
        raise NotFound(_("We do not know the organisation “%(name)s”. Import the organisations first.") % told)
    return known.organisations[plain(name)]


def _people(facts: Mapping[str, Any], known: Known) -> list[int]:
    return sorted({_person(name, facts, known) for name in _pieces(facts["people"], lambda _name: False)})


def _person(name: str, facts: Mapping[str, Any], known: Known) -> int:
    """Return who this is: by e-mail address, or by full name where that is one person of the organisation."""
    if "@" in name:
        if name.lower() not in known.people:
            raise NotFound(_("Nobody has the address “%(address)s”, or several people do.") % {"address": name[:60]})
        return known.people[name.lower()]
    told = AT.match(name)
    places = [_organisation(told["where"].strip(), known)] if told else facts.get("organisations", [])
    if not places:
        raise NotFound(_("Say where “%(name)s” works too, or give the e-mail address.") % {"name": name[:60]})
    called = plain(told["name"].strip() if told else name)
    found = {who for place in places for who in known.people_by_name.get((called, place), ())}
    if len(found) != 1:
        said = _("At that organisation nobody is called “%(name)s”, or several people are. Give the e-mail address.")
        raise NotFound(said % {"name": name[:60]})
    return found.pop()


def _pieces(cell: str, is_one: Callable[[str], bool]) -> list[str]:
    """Cut a cell at ; and at commas, but for a name that holds commas itself."""
    whole = [cell] if is_one(cell) else cell.split(";")
    pieces = [piece for each in whole for piece in ([each] if is_one(each) else each.split(","))]
    return [piece.strip() for piece in pieces if piece.strip()]
