"""network.import: a file of 100,000 people, beside a bare COPY of the same rows and validation in plain Python.

Both begin with the octets of the file. The bare side reads it with `csv`, checks each row as plainly as can be (names,
an address the mail library takes), and copies people and addresses into two tables like ours, with their indexes. Ours
reads, checks, looks everybody up among those we know, keeps every row to undo it, and writes. In turns, by medians.
"""

import csv
import io
import time
from collections.abc import Callable
from statistics import median

from bench.house import House
from bench.report import Figure, at_most

ROWS, ROUNDS, TIMES = 100_000, 3, 3
HEAD = ("Voornaam", "Achternaam", "E-mail")


def run(house: House) -> list[Figure]:  # noqa: ARG001  the house is Django's own connection here
    """Import and copy the same people, turn by turn."""
    bare, ours = [], []
    for number in range(ROUNDS):
        content = file(number)
        bare.append(timed(copied, content))
        ours.append(timed(imported, content))
    slow, quick = median(ours), median(bare)
    return [
        Figure("network.import.bare", "COPY of 100,000 rows, and plain validation", quick, "s"),
        Figure("network.import.ours", "import of the same rows: read, checked, matched, kept, written", slow, "s"),
        at_most("network.import.ratio", "import beside the bare copy", slow / quick, "times", TIMES),
    ]


def file(number: int) -> bytes:
    """Write a file with so many people who are in no other file."""
    text = io.StringIO(newline="")
    told = csv.writer(text, delimiter=";")
    told.writerow(HEAD)
    told.writerows(
        (f"Voornaam{n % 997}", f"Achternaam{number}x{n}", f"p{number}x{n}@gemeente.example.org") for n in range(ROWS)
    )
    return text.getvalue().encode()


def timed(work: Callable[[bytes], None], content: bytes) -> float:
    """Return how many seconds this work takes."""
    start = time.perf_counter()
    work(content)
    return time.perf_counter() - start


def copied(content: bytes) -> None:
    """Do as little as can be done and still be right: check each row, copy people and addresses."""
    from django.db import connection, transaction
    from email_validator import validate_email

    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";"))[1:]
    for given, family, address in rows:
        if not (given and family and validate_email(address, check_deliverability=False, strict=True)):
            raise ValueError(address)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_person (LIKE network_person INCLUDING ALL)")
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_address (LIKE network_mailaddress INCLUDING ALL)")
        cursor.execute("TRUNCATE bench_person, bench_address")
        with cursor.copy(
            "COPY bench_person (id, given_name, tussenvoegsel, family_name, province, language, source, created_at)"
            " FROM STDIN"
        ) as copy:
            for n, (given, family, _address) in enumerate(rows, start=1):
                copy.write_row((n, given, "", family, "", "nl", "bench", "2026-01-01"))
        with cursor.copy("COPY bench_address (id, person_id, address, preferred, created_at) FROM STDIN") as copy:
            for n, (_given, _family, address) in enumerate(rows, start=1):
                copy.write_row((n, n, address, True, "2026-01-01"))


def imported(content: bytes) -> None:
    """Bring the file in as a colleague does, and do the worker's part at once."""
    from django.utils import timezone

    from bench import crowd
    from network.actions import import_work, imports
    from network.actions.imports import Account

    by, now = crowd.colleague(), timezone.now()
    brought = imports.bring_in(kind="people", name="bench.csv", content=content, by=by, now=now)
    account = Account("bench", "public", "bench")
    imports.map_columns(file=brought, chosen=brought.columns, account=account, by=by, now=now)
    import_work.carry_on(now=now)
    imports.start(file=brought, by=by, now=now)
    import_work.carry_on(now=now)
    brought.refresh_from_db()
    if brought.state != "done" or brought.rows.filter(outcome="new").count() != ROWS:
        raise RuntimeError(f"The import ended as {brought.state}.")
