"""What a row says, checked cell by cell; whatever is wrong with it is said in words, with the column it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from network import addresses, phones
from network.days import counted_by_a_spreadsheet, has_a_whole_year
from network.importing.columns import COLUMNS, Kind
from network.importing.known import Known, why_not
from network.importing.parties import with_whom
from network.plain import plain
from network.special_words import special_words

Facts = dict[str, Any]
POSTCODE = re.compile(r"^([1-9][0-9]{3}) ?([A-Za-z]{2})$")
DAY = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
LONGEST = {"given_name": 80, "tussenvoegsel": 20, "family_name": 80, "title": 120, "source": 200, "name": 160}
LANGUAGES = {"nl": "nl", "nederlands": "nl", "dutch": "nl", "en": "en", "engels": "en", "english": "en"}
MOST_TAGS, LONGEST_TAG = 20, 40
website_is_right = URLValidator(schemes=["http", "https"])


class Wrong(Exception):
    """What a cell says cannot be; the message says why."""


def facts_of(kind: str, told: dict[str, str], known: Known) -> tuple[Facts, list[list[str]]]:
    """Return what a row says and what is wrong with it, as pairs of a column and the words about it."""
    facts: Facts = {}
    errors: list[list[str]] = []
    columns = COLUMNS[kind]
    for name, cell in told.items():
        try:
            if cell:
                facts[name] = READ[kind][name](" ".join(cell.split()), known)
            elif columns[name].required and not told.get(columns[name].or_else):
                raise Wrong(_("This may not stay empty."))
        except (Wrong, ValidationError) as wrong:
            said = wrong.messages[0] if isinstance(wrong, ValidationError) else str(wrong)
            errors.append([str(columns[name].label), said])
    if not errors and kind == Kind.TIES:
        errors += _ends_of_tie(facts, known) + _days_of_tie(facts)
    if kind == Kind.CONTACTS:
        errors += with_whom(facts, known)
    if "municipality" in facts:
        facts["municipality"], facts["province"] = facts["municipality"]  # a municipality decides the province
    return facts, errors


def _text(name: str) -> Callable[[str, Known], str]:
    most = LONGEST[name]

    def read(cell: str, _known: Known) -> str:
        if len(cell) > most:
            raise Wrong(_("This is longer than %(most)d characters.") % {"most": most})
        return cell

    return read


def _said_about_people(name: str) -> Callable[[str, Known], str]:
    """Read words about a person: nothing about belief, origin or health (AVG art. 9)."""
    short_enough = _text(name)

    def read(cell: str, known: Known) -> str:
        if special_words(cell):
            raise Wrong(_("Write nothing about the belief, origin or health of a person."))
        return short_enough(cell, known)

    return read


def _named(where: str, message: Callable[[str], str]) -> Callable[[str, Known], Any]:
    def read(cell: str, known: Known) -> Any:
        found = getattr(known, where).get(plain(cell))
        if found is None:
            raise Wrong(message(cell[:60]))
        return found

    return read


def _unknown(cell: str) -> str:
    return _("We do not know “%(name)s” here.") % {"name": cell}


def _unknown_organisation(cell: str) -> str:
    return _("We do not know the organisation “%(name)s”. Import the organisations first.") % {"name": cell}


def _organisation(cell: str, known: Known) -> Any:
    found = _named("organisations", _unknown_organisation)(cell, known)
    if found in known.ended:
        raise Wrong(why_not(known.ended[found]))
    return found


def _address(cell: str, _known: Known) -> str:
    return addresses.checked(cell)


def _phone(cell: str, _known: Known) -> str:
    return phones.checked(cell)


def _postcode(cell: str, _known: Known) -> str:
    match = POSTCODE.match(cell)
    if not match:
        raise Wrong(_("Write a postcode as 3511 LX."))
    return f"{match[1]} {match[2].upper()}"


def _language(cell: str, _known: Known) -> str:
    if cell.lower() not in LANGUAGES:
        raise Wrong(_("Letters come in Dutch (nl) or English (en)."))
    return LANGUAGES[cell.lower()]


def _lines(cell: str, known: Known) -> list[int]:
    numbers = [number for number in re.split(r"[;,/ ]+", cell) if number]
    if strange := next((number for number in numbers if number not in known.lines), None):
        raise Wrong(_("There is no programme line %(number)s.") % {"number": strange[:20]})
    return sorted({known.lines[number] for number in numbers})


def _municipality(cell: str, known: Known) -> tuple[int, str]:
    name = plain(cell).removeprefix("gemeente ")
    if name not in known.municipalities:
        raise Wrong(_("We do not know a municipality “%(name)s”.") % {"name": cell[:60]})
    return known.municipalities[name]


def _groups(cell: str, known: Known) -> list[int]:
    """Read one target group or several; the name of one may hold commas itself."""
    pieces = [cell] if plain(cell) in known.target_groups else re.split("[;|]", cell)
    names = [name for each in pieces for name in ([each] if plain(each) in known.target_groups else each.split(","))]
    names = [name.strip() for name in names if name.strip()]
    if strange := next((name for name in names if plain(name) not in known.target_groups), None):
        raise Wrong(_("We do not know a target group “%(name)s”.") % {"name": strange[:60]})
    return sorted({known.target_groups[plain(name)] for name in names})


def _line(cell: str, known: Known) -> int:
    return _lines(cell.split(" ", maxsplit=1)[0], known)[0]


def _tags(cell: str, _known: Known) -> list[str]:
    tags = {plain(tag): " ".join(tag.split()) for tag in re.split("[;,]", cell) if tag.strip()}
    if special_words(cell):
        raise Wrong(_("Write nothing about the belief, origin or health of a person."))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise Wrong(_("Choose at most twenty tags, each of a word or two."))
    return sorted(tags.values())


def _organisation_tags(cell: str, _known: Known) -> list[str]:
    return sorted({" ".join(tag.split())[:LONGEST_TAG] for tag in re.split("[;,]", cell) if tag.strip()})[:MOST_TAGS]


def _website(cell: str, _known: Known) -> str:
    address = cell if "://" in cell else f"https://{cell}"
    try:
        website_is_right(address)
    except ValidationError as wrong:
        raise Wrong(_("Write a website like www.gemeente.nl.")) from wrong
    return address[:200]


def _day(cell: str, _known: Known) -> str:
    match = DAY.match(cell)
    try:
        written = date(int(match[3]), int(match[2]), int(match[1])) if match else None
        day = written or counted_by_a_spreadsheet(cell) or date.fromisoformat(cell[:10])
    except ValueError as wrong:
        raise Wrong(_("Write a day that exists, like 18-9-2026.")) from wrong
    if not has_a_whole_year(day):
        raise Wrong(_("Write the whole year, like 2026."))
    return day.isoformat()


def _past_day(cell: str, known: Known) -> str:
    day = _day(cell, known)
    if date.fromisoformat(day) > date.today():  # noqa: DTZ011  a day in a file has no time
        raise Wrong(_("This day is still to come. Choose today or earlier."))
    return day


def _summary(cell: str, _known: Known) -> str:
    if special_words(cell):
        raise Wrong(_("Write nothing about the belief, origin or health of a person."))
    if len(cell) > 500:
        raise Wrong(_("This is longer than %(most)d characters.") % {"most": 500})
    return cell


def _party(cell: str, _known: Known) -> str:
    return cell


BACKWARDS = {"first": "second", "second": "first"}  # who confirmed, when a row says a tie the other way round


def _ends_of_tie(facts: Facts, known: Known) -> list[list[str]]:
    """Look both ends up (organisations by name, people by e-mail address), and turn what is said backwards."""
    number, backwards, between = facts["kind"]
    by = known.organisations if between == "organisations" else known.people
    errors = []
    for end in ("first", "second"):
        key = plain(facts[end]) if between == "organisations" else facts[end].lower()
        if key not in by:
            errors.append([str(COLUMNS[Kind.TIES][end].label), _unknown(facts[end][:60])])
        else:
            facts[end] = by[key]
            if between == "organisations" and facts[end] in known.ended:
                errors.append([str(COLUMNS[Kind.TIES][end].label), why_not(known.ended[facts[end]])])
    if not errors and facts["first"] == facts["second"]:
        errors.append([str(COLUMNS[Kind.TIES]["second"].label), _("Choose somebody else: a tie is between two.")])
    if backwards:
        facts["first"], facts["second"] = facts["second"], facts["first"]
        facts["confirmed_by"] = BACKWARDS.get(facts.get("confirmed_by", ""), facts.get("confirmed_by", ""))
    facts["kind"], facts["between"] = number, between
    return errors


def _days_of_tie(facts: Facts) -> list[list[str]]:
    """Look whether the days of a tie fit, and keep the day of a confirmation only beside who confirmed."""
    columns, errors = COLUMNS[Kind.TIES], []
    if "started_on" in facts and facts.get("ended_on", "9999") <= facts["started_on"]:
        errors.append([str(columns["ended_on"].label), _("The end date must come after the start date.")])
    if "confirmed_on" in facts and not facts.get("confirmed_by"):
        errors.append([str(columns["confirmed_by"].label), _("Say who confirmed this: the first, the second or both.")])
    return errors


READ: dict[str, dict[str, Callable[[str, Known], Any]]] = {
    Kind.PEOPLE: {
        "given_name": _text("given_name"),
        "tussenvoegsel": _text("tussenvoegsel"),
        "family_name": _text("family_name"),
        "address": _address,
        "phone": _phone,
        "organisation": _organisation,
        "title": _said_about_people("title"),
        "work_role": _named("work_roles", _unknown),
        "province": _named("provinces", _unknown),
        "municipality": _municipality,
        "postcode": _postcode,
        "language": _language,
        "lines": _lines,
        "tags": _tags,
        "source": _said_about_people("source"),
    },
    Kind.ORGANISATIONS: {
        "name": _text("name"),
        "kind": _named("organisation_kinds", _unknown),
        "province": _named("provinces", _unknown),
        "municipality": _municipality,
        "postcode": _postcode,
        "website": _website,
        "phone": _phone,
        "groups": _groups,
        "lines": _lines,
        "tags": _organisation_tags,
    },
    Kind.TIES: {
        "first": _party,
        "second": _party,
        "kind": _named("ties", _unknown),
        "started_on": _day,
        "ended_on": _day,
        "confirmed_by": _named("confirmed", _unknown),
        "confirmed_on": _past_day,
        "source": _text("source"),
    },
    Kind.CONTACTS: {
        "held_on": _past_day,
        "channel": _named("channels", _unknown),
        "line": _line,
        "people": _party,
        "organisations": _party,
        "summary": _summary,
    },
}
