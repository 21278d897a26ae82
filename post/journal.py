"""Remember, through a kill -9, what the mail server said about each letter of a parcel that is not settled yet.

One small file per claimed parcel, mapped into memory: a mark costs no system call, and the system keeps the page when
the process dies. What a power cut leaves of it is not to be trusted; see `post/README.md` for what follows from that.

When the parcel is settled its journal is put away, not removed: it is all that knows what left when the database is put
back from a backup. It holds numbers of letters, and nothing about people.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

_HEAD = struct.Struct("<8s160sI")  # what it is, whose it is, how many letters
_MAGIC = b"KISPOST1"
_CODE = struct.Struct("<H")
_MARK_AND_CODE = 3  # octets of each letter; its number follows after those of all of them
_NUMBER = 8
KEPT_FOR = timedelta(days=35)  # longer than any backup that a house goes back to


class Mark(IntEnum):
    """How far one letter came."""

    UNTOUCHED = 0
    HANDED_OVER = 1
    ACCEPTED = 2
    REFUSED = 3
    LATER = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """What a journal says of one letter: how far it came, and the code of the server, or 0."""

    mark: Mark
    code: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A journal that was put away: what became of each letter, and when that was settled."""

    entries: dict[int, Entry]
    owner: str
    at: datetime


class Journal:
    """The journal of one parcel in hand: a mark and a code per letter, in the order of the parcel."""

    def __init__(self, parcel: int, owner: str, letters: Sequence[int]) -> None:
        """Make the file, with its room reserved: a full disk must show here and not in the middle of a letter.

        :raises OSError: when it cannot be made.
        """
        self._path, self._letters = _path(parcel, owner), len(letters)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)  # of an earlier claim of our own, which was settled
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            numbers = struct.pack(f"<{len(letters)}q", *letters)
            head = _HEAD.pack(_MAGIC, owner.encode(), len(letters))
            os.write(descriptor, head + bytes(_MARK_AND_CODE * len(letters)) + numbers)
            os.fsync(descriptor)
            self._map = mmap.mmap(descriptor, 0)
        finally:
            os.close(descriptor)

    def mark(self, place: int, mark: Mark, code: int = 0) -> None:
        """Write down how far the letter at this place came; the code first, so that it is there when the mark is."""
        if code:
            _CODE.pack_into(self._map, _HEAD.size + self._letters + 2 * place, code)
        self._map[_HEAD.size + place] = mark

    def put_away(self) -> None:
        """Close the book, once the parcel is settled."""
        self._map.close()
        _put_away(self._path)

    def leave(self) -> None:
        """Let go of the file without removing it: somebody will need it to settle the parcel."""
        self._map.close()


def read(parcel: int, owner: str) -> list[Entry] | None:
    """Return what the journal of this owner says, or nothing when there is none that can be read."""
    found = _read(_path(parcel, owner))
    return found[1] if found and found[0] == owner else None


def _read(path: Path) -> tuple[str, list[Entry], list[int]] | None:
    """Return whose journal this is, what it says, and of which letters; one of an older version names no letters."""
    try:
        octets = path.read_bytes()
        magic, whose, letters = _HEAD.unpack_from(octets)
    except (OSError, struct.error):
        return None
    ends = _HEAD.size + _MARK_AND_CODE * letters
    if magic != _MAGIC or len(octets) not in (ends, ends + _NUMBER * letters):
        return None
    marks = octets[_HEAD.size : _HEAD.size + letters]
    codes = struct.iter_unpack("<H", octets[_HEAD.size + letters : ends])
    numbers = [number for (number,) in struct.iter_unpack("<q", octets[ends:])]
    with suppress(ValueError):
        entries = [Entry(Mark(mark), code) for mark, (code,) in zip(marks, codes, strict=True)]
        return whose.rstrip(b"\0").decode(errors="replace"), entries, numbers
    return None


def put_away(parcel: int, owner: str) -> None:
    """Put the journal away of a parcel that was settled for somebody who is gone."""
    _put_away(_path(parcel, owner))


def put_all_away() -> None:
    """Put away what lies open, so that it is read with the others: its parcel may be claimed by nobody any more."""
    for path in Path(settings.POST_JOURNAL_DIR).glob("*.journal"):
        _put_away(path)


def _put_away(path: Path) -> None:
    """Move a journal to the folder of its day, under a name of its own: a parcel can be claimed many times."""
    folder = path.parent / f"kept-{datetime.now(UTC):%Y-%m-%d}"
    with suppress(FileNotFoundError):
        os.utime(path)
        folder.mkdir(mode=0o700, exist_ok=True)
        path.rename(folder / f"{path.stem}-{time.time_ns()}.journal")


def kept(name: str = "*") -> Iterator[Kept]:
    """Read what was put away, the oldest first; what cannot be read or names no letters is passed over."""
    for folder in sorted(Path(settings.POST_JOURNAL_DIR).glob("kept-*")):
        for path in sorted(folder.glob(f"{name}.journal"), key=lambda one: one.stem.rpartition("-")[2]):
            found = _read(path)
            if found and len(found[1]) == len(found[2]):
                owner, entries, numbers = found
                at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield Kept(dict(zip(numbers, entries, strict=True)), owner, at)


def kept_of(parcel: int, owner: str) -> dict[int, Entry]:
    """Return what was put away of this parcel of this owner; the last word about each letter."""
    told: dict[int, Entry] = {}
    for one in kept(f"{_path(parcel, owner).stem}-*"):
        told |= {letter: entry for letter, entry in one.entries.items() if entry.mark or letter not in told}
    return told


def remove_forgotten(*, now: datetime) -> None:
    """Remove journals that a worker left between settling and putting away, and what was kept long enough."""
    for path in Path(settings.POST_JOURNAL_DIR).glob("*.journal"):
        with suppress(OSError):
            if path.stat().st_mtime < (now - timedelta(days=7)).timestamp():
                path.unlink()
    oldest = f"kept-{now - KEPT_FOR:%Y-%m-%d}"
    for folder in Path(settings.POST_JOURNAL_DIR).glob("kept-*"):
        if folder.name < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _path(parcel: int, owner: str) -> Path:
    """Name the journal after parcel and owner: one owner must not remove what the next one has begun to write."""
    whose = blake2b(owner.encode(), digest_size=6).hexdigest()
    return Path(settings.POST_JOURNAL_DIR) / f"{parcel}-{whose}.journal"
