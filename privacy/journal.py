"""The journal of what people asked: erasures and restrictions, in numbers alone, in a file that no restore takes back.

A database that is put back from a backup knows again who was erased since, and no longer who asked us since not to use
their data. This file does. It says nothing of anybody: the number of a record, the moment, and a word for a restriction
and for its end. It follows the audit trail, so a line that could not be written comes later, and a machine that never
had the file makes it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings

from accounts.models import AuditLine

log = structlog.get_logger(__name__)

ERASED, RESTRICTED, ENDED = "privacy.person_erased", "privacy.person_restricted", "privacy.restriction_ended"
WORDS = {ERASED: "", RESTRICTED: "restricted", ENDED: "ended"}  # a line of an erasure has always stood without a word
ACTIONS = {word: action for action, word in WORDS.items()}
MERGED, PARTED = "network.merged", "network.merge_undone"
PERSON = "network.person"


def place() -> Path:
    """Return where the journal stands: beside the journals of the post unless the settings name a file of its own."""
    return Path(settings.ERASURE_JOURNAL or Path(settings.POST_JOURNAL_DIR) / "erasures")


def known(file: Path | None = None) -> dict[str, dict[int, datetime]]:
    """Return by its number when each record was erased, restricted and used again, the last time each.

    A line that is broken says nothing.
    """
    file = file or place()
    found: dict[str, dict[int, datetime]] = {action: {} for action in WORDS}
    for line in file.read_text().splitlines() if file.exists() else []:
        if told := _read(line):
            action, number, at = told
            found[action][number] = max(at, found[action].get(number, at))
    return found


def _read(line: str) -> tuple[str, int, datetime] | None:
    at, number, word = [*line.split(" "), "", ""][:3]
    try:
        return ACTIONS[word], int(number), datetime.fromisoformat(at)
    except (KeyError, ValueError):
        return None


def keep_up() -> int:
    """Write down each line of the audit trail that the journal misses; return how many. Twice at once is once.

    A disk that takes nothing holds up nobody: it is told in the log, and the next time writes what is missing.
    """
    return add(place(), lambda: _missing(known()))


def add(file: Path, missing: Callable[[], Iterable[str]]) -> int:
    """Write lines at the end of a journal, alone with it while asking which are missing; return how many those are."""
    try:
        return _add(file, missing)
    except OSError as broken:
        log.error("privacy_journal_broken", error=type(broken).__name__)
        return 0


def _add(file: Path, missing: Callable[[], Iterable[str]]) -> int:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        lines = list(missing())
        if lines:
            os.write(descriptor, "".join(f"\n{line}".rstrip() for line in lines).encode() + b"\n")
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return len(lines)


def _missing(written: dict[str, dict[int, datetime]]) -> Iterable[str]:
    lines = AuditLine.objects.filter(action__in=WORDS, object_type=PERSON).order_by("pk")
    for action, number, at in lines.values_list("action", "object_id", "at"):
        if number is not None and (number not in written[action] or written[action][number] < at):
            yield from (f"{at.isoformat()} {one} {WORDS[action]}" for one in _with_merged(number, at))


def _with_merged(number: int, at: datetime) -> list[int]:
    """Return a record and what had gone into it: a backup of before the merge holds this person under both numbers."""
    numbers = [number]
    for one in numbers:
        inside: dict[int, None] = {}
        lines = AuditLine.objects.filter(object_type=PERSON, object_id=one, at__lte=at, action__in=(MERGED, PARTED))
        for action, facts in lines.order_by("pk").values_list("action", "facts"):
            if action == MERGED:
                inside[facts["gone"]] = None
            else:
                inside.pop(facts["back"], None)
        numbers += [gone for gone in inside if gone not in numbers]
    return numbers
