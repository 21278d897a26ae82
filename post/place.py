"""Notice that the database was put back from a backup, before a letter leaves for the second time (bar F28).

Each folder with journals is a place. Its workers count their claims twice: in the database, and in a file of that
folder. A restore takes the database back and not the folder, so a file that is ahead gives it away. The file is written
without waiting for the disk: after a power cut it may miss half a minute of counting.

A folder that is new knows nothing. It is taken for a place more, unless nobody has worked for some minutes and letters
wait: then the whole machine may have been put back, and a person has to say that it was not.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max

from post.models import Mailing, Place

SILENCE = timedelta(minutes=5)


class Sign(Enum):
    """What the database and our folder say together."""

    GOOD = "good"
    RESTORED = "restored"  # the folder knows more than the database
    PERHAPS = "perhaps"  # the folder knows nothing, and nobody has worked for a while


@dataclass
class Book:
    """The file in which a place counts, open and for us alone."""

    descriptor: int
    name: str
    beat: int

    def write(self, beat: int) -> None:
        """Write down how far we are."""
        self.beat = beat
        os.pwrite(self.descriptor, f"{self.name} {beat:020d}\n".encode(), 0)


@contextmanager
def opened() -> Iterator[Book]:
    """Open the book of this folder; nobody else on this machine counts meanwhile. A new one has no name yet."""
    folder = Path(settings.POST_JOURNAL_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "place", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        name, _, beat = os.pread(descriptor, 100, 0).decode().partition(" ")
        yield Book(descriptor, name, int(beat or 0))
    finally:
        os.close(descriptor)


def beat(*, now: datetime) -> Sign:
    """Count once more, here and in the database, and say whether the two agree; when they do not, count nothing.

    Called after each claim and before anything of it is handed over, and by the tick.
    """
    with opened() as book:
        if book.name and _counts_on(book, now):
            return Sign.GOOD
        sign = read(book, now)
        if sign is Sign.GOOD:
            count(book, now=now)
        return sign


def _counts_on(book: Book, now: datetime) -> bool:
    """Count once more, unless the database is behind us; tell whether we did. In one statement: this is asked often."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE post_place SET beat = beat + 1, seen_at = %s WHERE name = %s AND beat >= %s RETURNING beat",
            [now, book.name, book.beat],
        )
        row = cursor.fetchone()
    if row:
        book.write(row[0])
    return bool(row)


def read(book: Book, now: datetime) -> Sign:
    """Say what an open book and the database say together."""
    if not book.name:
        return Sign.PERHAPS if _was_silent(now) else Sign.GOOD
    return Sign.GOOD if Place.objects.filter(name=book.name, beat__gte=book.beat).exists() else Sign.RESTORED


def _was_silent(now: datetime) -> bool:
    """Tell whether others have worked here, but not of late, while letters wait to leave."""
    last = Place.objects.aggregate(at=Max("seen_at"))["at"]
    return last is not None and last < now - SILENCE and Mailing.objects.open().exists()


def count(book: Book, *, now: datetime) -> None:
    """Count once more than the database and the folder know."""
    book.name = book.name or secrets.token_hex(16)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"name": book.name, "beat": book.beat + 1, "now": now})
        (known,) = cursor.fetchone()
    book.write(known)


_COUNT = """
    INSERT INTO post_place AS place (name, beat, seen_at) VALUES (%(name)s, %(beat)s, %(now)s)
    ON CONFLICT (name) DO UPDATE SET beat = greatest(place.beat + 1, excluded.beat), seen_at = excluded.seen_at
    RETURNING beat
"""
