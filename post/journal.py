"""Remember, through a kill -9, what the mail server said about each letter of a parcel that is not settled yet.

One small file per claimed parcel, mapped into memory: a mark costs no system call, and the system keeps the page when
the process dies. What a power cut leaves of it is not to be trusted; see `post/README.md` for what follows from that.
"""

from __future__ import annotations

import mmap
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

_HEAD = struct.Struct("<8s160sI")  # what it is, whose it is, how many letters
_MAGIC = b"KISPOST1"
_CODE = struct.Struct("<H")


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


class Journal:
    """The journal of one parcel in hand: a mark and a code per letter, in the order of the parcel."""

    def __init__(self, parcel: int, owner: str, letters: int) -> None:
        """Make the file, with its room reserved: a full disk must show here and not in the middle of a letter.

        :raises OSError: when it cannot be made.
        """
        self._path, self._letters = _path(parcel, owner), letters
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)  # of an earlier claim of our own, which was settled
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, _HEAD.pack(_MAGIC, owner.encode(), letters) + bytes(3 * letters))
            os.fsync(descriptor)
            self._map = mmap.mmap(descriptor, 0)
        finally:
            os.close(descriptor)

    def mark(self, place: int, mark: Mark, code: int = 0) -> None:
        """Write down how far the letter at this place came; the code first, so that it is there when the mark is."""
        if code:
            _CODE.pack_into(self._map, _HEAD.size + self._letters + 2 * place, code)
        self._map[_HEAD.size + place] = mark

    def drop(self) -> None:
        """Forget it all, once the parcel is settled."""
        self._map.close()
        self._path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the file without removing it: somebody will need it to settle the parcel."""
        self._map.close()


def read(parcel: int, owner: str) -> list[Entry] | None:
    """Return what the journal of this owner says, or nothing when there is none that can be read."""
    try:
        octets = _path(parcel, owner).read_bytes()
        magic, whose, letters = _HEAD.unpack_from(octets)
    except (OSError, struct.error):
        return None
    marks = octets[_HEAD.size : _HEAD.size + letters]
    if magic != _MAGIC or whose.rstrip(b"\0") != owner.encode() or len(octets) != _HEAD.size + 3 * letters:
        return None
    codes = struct.iter_unpack("<H", octets[_HEAD.size + letters :])
    with suppress(ValueError):
        return [Entry(Mark(mark), code) for mark, (code,) in zip(marks, codes, strict=True)]
    return None


def remove(parcel: int, owner: str) -> None:
    """Remove the journal of a parcel that was settled."""
    _path(parcel, owner).unlink(missing_ok=True)


def remove_forgotten(*, now: datetime) -> None:
    """Remove journals that a worker left between settling and removing; what was not settled is younger than a week."""
    for path in Path(settings.POST_JOURNAL_DIR).glob("*.journal"):
        with suppress(OSError):
            if path.stat().st_mtime < (now - timedelta(days=7)).timestamp():
                path.unlink()


def _path(parcel: int, owner: str) -> Path:
    """Name the journal after parcel and owner: one owner must not remove what the next one has begun to write."""
    whose = blake2b(owner.encode(), digest_size=6).hexdigest()
    return Path(settings.POST_JOURNAL_DIR) / f"{parcel}-{whose}.journal"
