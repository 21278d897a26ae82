"""Two files that were brought in: one is in the network and can be taken back, one waits until somebody decides."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from accounts.models import User
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from demo.world.known import Known
from demo.world.names import plain
from network.actions import import_choices, import_work, imports
from network.actions.imports import Account
from network.importing.columns import Kind
from network.models import ImportFile
from network.models.import_file import Ground as LawfulGround
from network.models.import_row import Outcome

Row = tuple[str, ...]
HEADINGS = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Organisatie", "Programmalijn", "Trefwoorden")
MORNING = (
    ("Annelies", "van der", "Zwaluw", "4", "werving"),
    ("Orhan", "", "Gündoğan", "4, 5", ""),
    ("Maaike", "", "Rietveld-Sof", "5", "taal op de werkvloer"),
    ("Achmed", "el", "Barkani", "6", ""),
    ("Jitske", "", "Wartena", "4", ""),
    ("Shirley", "", "Venloo", "5, 6", "mentoren"),
)
AFTERNOON = (
    ("Leontien", "", "Haverkate", "6", ""),
    ("Deniz", "", "Akyürek", "6", "duidelijke taal"),
    ("Bouchra", "", "Sabiri", "4", ""),
    ("Teun", "van", "Ooijen", "6", ""),
)
# Rows that nobody can bring in: half an address, a line that does not exist, an organisation that nobody knows.
BROKEN: tuple[Row, ...] = (
    ("Sietske", "", "Algra", "s.algra@", "", "4", ""),
    ("Marlon", "", "Kartodikromo", "m.kartodikromo@post.example.net", "", "14", ""),
    ("Guusje", "de", "Nijs", "g.denijs@post.example.net", "Stichting Die Niet Bestaat", "5", ""),
)
ACCOUNT = Account(
    "Deelnemers van de werkconferentie uitnodigen voor het vervolg.",
    LawfulGround.ASKED,
    "Deelnemerslijst werkconferentie, map Bijeenkomsten",
)
SESSION = Account(
    "Wie meedacht op de werksessie opnemen in het netwerk.",
    LawfulGround.PUBLIC_TASK,
    "Presentielijst werksessie duidelijke taal",
)


def add(ground: Ground, staff: Staff, known: Sequence[Known]) -> None:
    """Bring in both files; the rows about whom we know are about the people given here."""
    by, known = staff.line_staff, list(known)
    first = at(ground.today - timedelta(days=6), time(14, 10))
    table = _table(_new(MORNING, known), _more(known[:4]), _same(known[4]), _alike(known[5:8]), BROKEN)
    _finish(_bring_in("deelnemers-werkconferentie.csv", table, ACCOUNT, by, first), by, first)
    yesterday = at(ground.today - timedelta(days=1), time(15, 40))
    table = _table(_new(AFTERNOON, known), _more(known[8:10]), _alike(known[10:13]), BROKEN[:1])
    _bring_in("presentielijst-werksessie.csv", table, SESSION, by, yesterday)


def _bring_in(name: str, content: bytes, account: Account, by: User, now: datetime) -> ImportFile:
    """Read a file, say what its columns are and have its rows checked."""
    file = imports.bring_in(kind=Kind.PEOPLE, name=name, content=content, by=by, now=now)
    imports.map_columns(file=file, chosen=file.columns, account=account, by=by, now=now)
    file.refresh_from_db()
    import_work.work(file=file, now=now)
    return file


def _finish(file: ImportFile, by: User, now: datetime) -> None:
    """Say of one row who it is and of another that it stays out, and have the rest written."""
    same, other, *_rest = file.rows.of(Outcome.ALIKE)
    import_choices.decide(row=same, choice="same", same_as=same.suspects[0][0], by=by, now=now)
    import_choices.decide(row=other, choice=Outcome.SKIPPED, by=by, now=now)
    imports.start(file=file, by=by, now=now)
    file.refresh_from_db()
    import_work.work(file=file, now=now)


def _table(*parts: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADINGS, *(row for part in parts for row in part)])
    return text.getvalue().encode()


def _new(people: Sequence[Row], known: Sequence[Known]) -> list[Row]:
    """Return rows about people whom nobody knows, who work where somebody works whom we do know."""
    return [
        (given, infix, family, f"{plain(given)}.{plain(family)}@{each.domain}", each.organisation, lines, tags)
        for (given, infix, family, lines, tags), each in zip(people, known, strict=False)
    ]


def _more(known: Sequence[Known]) -> list[Row]:
    """Return rows that tell something more about people we know: their work is about another subject too."""
    return [(*each.name, each.address, "", "", "werkconferentie") for each in known]


def _same(known: Known) -> list[Row]:
    """Return a row that tells nothing new."""
    return [(*known.name, known.address, "", "", "")]


def _alike(known: Sequence[Known]) -> list[Row]:
    """Return rows that may be about people we know: an initial, the same last name, and the same organisation."""
    return [
        (f"{each.name[0][0]}.", *each.name[1:], f"werkconferentie{number}@{each.domain}", each.organisation, "", "")
        for number, each in enumerate(known, 1)
    ]
