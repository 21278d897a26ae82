"""Which columns a file may have, and how people call them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from network.plain import plain
from network.special_words import special_words


class Kind(TextChoices):
    """What the rows of a file are about."""

    PEOPLE = "people", _("people")
    ORGANISATIONS = "organisations", _("organisations")
    TIES = "ties", _("ties")
    CONTACTS = "contacts", _("contact moments")


@dataclass(frozen=True)
class Column:
    """A column that can be read: its name on screen, what people put above it, and whether a row needs it."""

    label: Any
    known_as: str  # headings with | between, in small letters
    required: bool = False
    or_else: str = ""  # the column that may say it instead


COLUMNS: dict[str, dict[str, Column]] = {
    Kind.PEOPLE: {
        "given_name": Column(_("first name"), "voornaam|roepnaam|given name|first name|firstname|voorletters", True),
        "tussenvoegsel": Column(_("infix"), "tussenvoegsel|tussenvoegsels|tv|infix|voorvoegsel|prefix"),
        "family_name": Column(
            _("last name"), "achternaam|familienaam|naam|last name|lastname|surname|family name", True
        ),
        "address": Column(
            _("e-mail address"), "e-mail|email|e-mailadres|emailadres|mail|mailadres|e-mail address|email address"
        ),
        "phone": Column(
            _("phone number"), "telefoon|telefoonnummer|tel|mobiel|gsm|phone|phone number|mobile|06-nummer"
        ),
        "organisation": Column(_("organisation"), "organisatie|werkgever|bedrijf|instelling|organisation|company"),
        "title": Column(_("role at the organisation"), "functie|functietitel|rol|title|job title|position|role"),
        "work_role": Column(_("role in the field"), "rol in het veld|beroepsgroep|work role"),
        "province": Column(_("region"), "regio|provincie|region|province"),
        "municipality": Column(_("municipality"), "gemeente|plaats|municipality|city"),
        "postcode": Column(_("postcode"), "postcode|zip|postal code"),
        "language": Column(_("language of letters"), "taal|taal van brieven|language"),
        "lines": Column(_("programme lines"), "programmalijn|programmalijnen|lijn|lijnen|lines|programme lines"),
        "tags": Column(_("tags"), "labels|tags|trefwoorden|onderwerpen"),
        "source": Column(_("source"), "bron|herkomst|source"),
    },
    Kind.ORGANISATIONS: {
        "name": Column(_("name"), "naam|organisatie|naam organisatie|name|organisation", True),
        "kind": Column(_("kind"), "soort|type|soort organisatie|kind", True),
        "province": Column(_("region"), "regio|provincie|region|province"),
        "municipality": Column(_("municipality"), "gemeente|plaats|vestigingsplaats|municipality|city"),
        "postcode": Column(_("postcode"), "postcode|zip|postal code"),
        "website": Column(_("website"), "website|site|url|web|webadres"),
        "phone": Column(_("phone number"), "telefoon|telefoonnummer|tel|phone|phone number"),
        "groups": Column(_("target groups"), "doelgroepen|doelgroep|target groups|target group"),
        "lines": Column(
            _("partner of lines"),
            "partner van lijnen|partner van lijn|programmalijnen|programmalijn|lijnen|lijn|partner of lines|lines",
        ),
        "tags": Column(_("tags"), "labels|tags|trefwoorden|onderwerpen"),
    },
    Kind.TIES: {
        "first": Column(_("first"), "van|eerste|partij 1|organisatie 1|persoon 1|from|first", True),
        "second": Column(_("second"), "naar|met|tweede|partij 2|organisatie 2|persoon 2|to|second", True),
        "kind": Column(_("tie"), "relatie|soort relatie|soort|tie|kind|relation", True),
        "started_on": Column(_("since"), "sinds|vanaf|begin|since|start"),
        "ended_on": Column(_("until"), "tot|einde|eind|until|end"),
        "confirmed_by": Column(_("confirmed"), "bevestigd|bevestigd door|confirmed by|confirmed"),
        "confirmed_on": Column(_("last confirmed on"), "laatst bevestigd op|bevestigd op|confirmed on"),
        "source": Column(_("source"), "bron|herkomst|source"),
    },
    Kind.CONTACTS: {
        "held_on": Column(_("when"), "datum|dag|wanneer|date|day|when", True),
        "channel": Column(_("kind of contact"), "soort|soort contact|kanaal|channel|kind of contact", True),
        "line": Column(_("programme line"), "programmalijn|lijn|line|programme line", True),
        "people": Column(
            _("with whom"), "met wie|personen|e-mail|email|e-mailadres|with whom|people", True, "organisations"
        ),
        "organisations": Column(
            _("organisations"),
            "organisaties|organisatie|met welke organisatie|organisations|organisation",
            True,
            "people",
        ),
        "summary": Column(
            _("what it was about"), "onderwerp|waarover|samenvatting|notitie|verslag|summary|about", True
        ),
    },
}


def shape_of(kind: str, headings: Sequence[str]) -> str:
    """Return the mark of files with these headings, under which their columns are remembered."""
    return hashlib.sha256("\x1f".join([kind, *(plain(heading) for heading in headings)]).encode()).hexdigest()


def recognised(kind: str, headings: Sequence[str]) -> dict[str, int]:
    """Return which column of the file is which, by its heading; each at most once, the first that fits."""
    said = [" ".join(plain(heading).replace("_", " ").strip(" .:*").split()) for heading in headings]
    found: dict[str, int] = {}
    for name, column in COLUMNS[kind].items():
        for word in column.known_as.split("|"):
            place = next((at for at, heading in enumerate(said) if heading == word and at not in found.values()), None)
            if place is not None:
                found[name] = place
                break
    return found


def missing(kind: str, chosen: Collection[str]) -> list[str]:
    """Return the columns that every row needs and nobody chose; of two that can say it, the first is asked for."""
    lacking: dict[str, str] = {}
    for name, each in COLUMNS[kind].items():
        if each.required and not {name, each.or_else} & {*chosen, *lacking}:
            lacking[name] = str(each.label)
    return list(lacking.values())


def forbidden(headings: Sequence[str]) -> dict[int, str]:
    """Return the columns that ask for what KIS never keeps of a person (AVG art. 9), with their heading."""
    return {at: heading for at, heading in enumerate(headings) if special_words(heading) or plain(heading) in ALSO}


# Headings of forms that no sentence would have.
NEVER = "religie religion geloof herkomstland geboorteland nationaliteit bsn geaardheid gezondheid"
ALSO = frozenset(NEVER.split())
