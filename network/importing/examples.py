"""A file of each kind as it may look: the headings that are known, and a row that says what goes in."""

from __future__ import annotations

from collections.abc import Iterator

from network.importing.columns import COLUMNS, Kind

ROWS: dict[str, dict[str, str]] = {
    Kind.PEOPLE: {
        "given_name": "Joost",
        "tussenvoegsel": "van der",
        "family_name": "Berg",
        "address": "joost@voorbeeld.example",
        "phone": "06 12345678",
        "organisation": "Gemeente Voorbeeld",
        "title": "adviseur",
        "municipality": "Utrecht",
        "postcode": "3511 LX",
        "language": "nl",
        "lines": "4; 5",
        "tags": "stages; werving",
        "source": "Deelnemerslijst 2025",
    },
    Kind.ORGANISATIONS: {
        "name": "Gemeente Voorbeeld",
        "kind": "gemeente",
        "municipality": "Utrecht",
        "postcode": "3511 LX",
        "website": "www.voorbeeld.example",
        "phone": "030 2345678",
        "groups": "Gemeenten; Werkgevers",
        "lines": "4; 5",
        "tags": "wijkaanpak",
    },
    Kind.TIES: {
        "first": "Gemeente Voorbeeld",
        "second": "Buurthuis Voorbeeld",
        "kind": "werkt samen met",
        "started_on": "1-3-2024",
        "ended_on": "",
        "confirmed_by": "eerste",
        "confirmed_on": "18-9-2025",
        "source": "Gesprek",
    },
    Kind.CONTACTS: {
        "held_on": "18-9-2025",
        "channel": "telefoongesprek",
        "line": "4",
        "people": "joost@voorbeeld.example",
        "organisations": "Gemeente Voorbeeld",
        "summary": "Over stages in het najaar.",
    },
}


def rows_of(kind: str) -> Iterator[list[str]]:
    """Yield the headings of a file of this kind, then a row under them; a region is left out, the place decides it."""
    told = ROWS[kind]
    yield [COLUMNS[kind][name].known_as.partition("|")[0].capitalize() for name in told]
    yield list(told.values())
