"""The journal of who left: who wants no letters of a list, or none at all, in numbers alone, where no restore reaches.

A database that is put back from a backup would send letters again to who unsubscribed since. It stands beside the
journal of erasures and follows the stops themselves, so a line that could not be written comes later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from post.models import Stop, StopSource
from privacy import journal

LEAVING = (StopSource.ONE_CLICK, StopSource.PAGE, StopSource.STAFF, StopSource.COMPLAINT)
BACK, EVERYTHING = "back", "all"
LOOKS_BACK = timedelta(days=2)  # before the last line: a clock that was set back leaves nothing out
Who = tuple[int, int | None]  # the number of a person and of a list; without a list it is about all letters


@dataclass(frozen=True)
class Left:
    """When somebody left, and by which way."""

    at: datetime
    how: StopSource


def place() -> Path:
    """Return where it stands: beside the journal of erasures."""
    return journal.place().with_name("leavings")


def known() -> dict[Who, Left]:
    """Return who left which list as their last word; a line that is broken says nothing."""
    last: dict[Who, tuple[datetime, str]] = {}
    for line in _lines():
        if told := _read(line):
            who, at, word = told
            last[who] = max(last.get(who, (at, word)), (at, word), key=lambda said: said[0])
    return {who: Left(at, StopSource(word)) for who, (at, word) in last.items() if word != BACK}


def keep_up() -> int:
    """Write down who left and who came back since; return how many lines that are."""
    return journal.add(place(), _missing)


def _lines() -> list[str]:
    file = place()
    return [line for line in file.read_text().splitlines() if line] if file.exists() else []


def _read(line: str) -> tuple[Who, datetime, str] | None:
    try:
        at, person, scope, word = line.split(" ")
        if word not in (BACK, *LEAVING):
            return None
        return (int(person), None if scope == EVERYTHING else int(scope)), datetime.fromisoformat(at), word
    except ValueError:
        return None


def _missing() -> Iterator[str]:
    lines = _lines()
    written, told = set(lines), [found for line in lines[-1:] if (found := _read(line))]
    stops = Stop.objects.filter(person__isnull=False, how__in=LEAVING).order_by("at", "pk")
    if told:
        since = told[0][1] - LOOKS_BACK
        stops = stops.filter(Q(at__gte=since) | Q(lifted_at__gte=since))
    again = Stop.objects.holding().filter(person=OuterRef("person"), scope__isnull=True)
    same = Stop.objects.holding().filter(person=OuterRef("person"), scope=OuterRef("scope"))
    facts = stops.annotate(holds=Exists(again) | Exists(same)).values_list(
        "person", "scope", "at", "how", "lifted_at", "holds"
    )
    for person, scope, at, how, lifted_at, holds in facts:
        who = f"{person} {EVERYTHING if scope is None else scope}"
        said = [f"{at.isoformat()} {who} {how}"]
        if lifted_at and not holds:  # else a stricter stop took its place
            said.append(f"{lifted_at.isoformat()} {who} {BACK}")
        yield from (line for line in said if line not in written)
