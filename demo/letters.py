"""The letters that the mail catcher kept: one file, and how to read what is in it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, also not after the inbox was emptied
    received_at TEXT NOT NULL,
    sender TEXT NOT NULL,                  -- of the envelope; the bounce address
    recipients TEXT NOT NULL,              -- of the envelope, one per line
    written_by TEXT NOT NULL,              -- the headers From, To and Subject, decoded
    written_to TEXT NOT NULL,
    subject TEXT NOT NULL,
    found_by TEXT NOT NULL,                -- all of the above in lower case
    raw BLOB NOT NULL
)
"""


@dataclass(frozen=True)
class Letter:
    """One letter as the list shows it."""

    id: int
    received_at: datetime
    sender: str
    recipients: list[str]
    written_by: str
    written_to: str
    subject: str


COLUMNS = "id, received_at, sender, recipients, written_by, written_to, subject"


def open_store(path: Path) -> sqlite3.Connection:
    """Open the file with letters, made when it is missing."""
    path.touch(mode=0o600)
    store = sqlite3.connect(path, isolation_level=None, timeout=30)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=NORMAL")
    store.execute(SCHEMA)
    return store


def keep(store: sqlite3.Connection, *, sender: str, recipients: list[str], raw: bytes, now: datetime) -> int:
    """Write a letter down and return its number."""
    headers = BytesHeaderParser().parsebytes(raw.partition(b"\r\n\r\n")[0])
    written = {name.lower(): readable(value) for name, value in headers.raw_items()}
    by, to, subject = (written.get(name, "") for name in ("from", "to", "subject"))
    found_by = "\n".join((sender, *recipients, by, to, subject)).casefold()
    row = (now.isoformat(), sender, "\n".join(recipients), by, to, subject, found_by, raw)
    kept = store.execute(
        "INSERT INTO letter (received_at, sender, recipients, written_by, written_to, subject, found_by, raw)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    assert kept.lastrowid
    return kept.lastrowid


def find(store: sqlite3.Connection, words: str = "", *, after: int = 0, limit: int = 50, skip: int = 0) -> list[Letter]:
    """Return the letters with all these words in an address or the subject, newest first."""
    where, values = _matching(words, after)
    rows = store.execute(
        f"SELECT {COLUMNS} FROM letter WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608
        (*values, limit, skip),
    )
    return [_letter(row) for row in rows]


def count(store: sqlite3.Connection, words: str = "", *, after: int = 0) -> int:
    """Return how many letters `find` would give without a limit."""
    where, values = _matching(words, after)
    return int(store.execute(f"SELECT count(*) FROM letter WHERE {where}", values).fetchone()[0])  # noqa: S608


def read(store: sqlite3.Connection, number: int) -> tuple[Letter, bytes] | None:
    """Return one letter and its bytes as they arrived."""
    row = store.execute(f"SELECT {COLUMNS}, raw FROM letter WHERE id = ?", (number,)).fetchone()  # noqa: S608
    return (_letter(row[:-1]), row[-1]) if row else None


def empty(store: sqlite3.Connection) -> None:
    """Throw all letters away."""
    store.execute("DELETE FROM letter")


def _matching(words: str, after: int) -> tuple[str, list[object]]:
    parts = words.casefold().split()
    return " AND ".join(["id > ?", *["instr(found_by, ?)"] * len(parts)]), [after, *parts]


def _letter(row: tuple) -> Letter:
    number, received_at, sender, recipients, by, to, subject = row
    return Letter(number, datetime.fromisoformat(received_at), sender, recipients.split("\n"), by, to, subject)


def parse(raw: bytes) -> EmailMessage:
    """Read a letter with Python's newer rules."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage, kind: str) -> str | None:
    """Return the HTML or plain body, even when its declared encoding is wrong."""
    body = message.get_body((kind,))
    if body is None:
        return None
    content = body.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        return content.decode(body.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def headers_of(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Return each header, decoded but not interpreted: a broken one must be seen as it is."""
    for name, value in message.raw_items():
        yield name, readable(value)


def readable(value: object) -> str:
    """Decode a header; one that is broken is shown as it came, because it is exactly what somebody wants to see."""
    text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(text))) or text
    except (LookupError, ValueError):
        return text
