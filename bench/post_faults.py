"""post.faults: the faults of the bar, one after the other, each during 20,000 letters, against real servers.

For each: how many letters were lost or doubled, for how many the outcome is unknown, and what staff read meanwhile and
afterwards on the page of the mailing. The journal of the sink is the truth, as in post.kill.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from bench import (
    crowd,
    faults,
    faults_clock,
    faults_database,
    faults_doors,
    faults_people,
    mailings,
    readers,
    sink,
    smallroom,
)
from bench.books import Books
from bench.faults import Fault
from bench.house import House
from bench.report import Endured, Figure
from bench.scene import Scene

LETTERS = 20_000
MOST_WORDS = 3
EVERY = (
    *faults.FAULTS,
    *faults_database.FAULTS,
    *faults_clock.FAULTS,
    *faults_people.FAULTS,
    *faults_doors.FAULTS,
    *faults_people.LAST,
)
SLOW_MS = 2.0  # how late the sink answers where a fault needs time to happen; one with a mood is slow enough


def run(house: House) -> list[Figure]:
    """Provoke them all; one that this machine cannot provoke is left out, and named."""
    readers.enrol(LETTERS)
    crowd.colleague()
    return list(_each(house))


def _each(house: House) -> Iterator[Figure]:
    for fault in EVERY:
        if why := left_out(fault):
            print(f"Left out, because {why}: {fault.what}.", file=sys.stderr)
            continue
        began = time.monotonic()
        with faults.could_not(fault):
            figure = endured(house, fault)
        print(f"{fault.what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        yield figure


def left_out(fault: Fault) -> str:
    """Say why this machine cannot provoke a fault; nothing when it can."""
    if fault.provoke is faults.disk_is_full and not smallroom.possible():
        return "only root may mount a small disk"
    if fault in faults_clock.FAULTS and not faults_clock.possible():
        return "a clock that jumps needs Linux and a C compiler"
    return ""


def endured(house: House, fault: Fault) -> Endured:
    """Send a mailing while this goes wrong, and say what became of it."""
    delay_ms = 0 if fault.mood else SLOW_MS
    with sink.running(journal=True, delay_ms=delay_ms, mood=fault.mood, sample_every=fault.sample_every) as server:
        mailing = mailings.release(LETTERS).mailing
        scene = Scene(house, server, mailing, LETTERS)
        fault.provoke(scene)
        scene.look()
        books, may_be_unknown = scene.books(fault.told), fault.in_doubt(scene)
        forgive(books)
        unknown, wrong = len(books.unknown), books.lost + books.doubled + books.untrue + len(scene.broken)
        return Endured(
            f"post.faults.{fault.id}",
            fault.what,
            wrong,
            "lost, doubled, untrue or otherwise wrong",
            f"0; unknown at most {may_be_unknown}",
            not wrong and unknown <= may_be_unknown,
            letters=len(books.rows),
            lost=books.lost,
            doubled=books.doubled,
            unknown=unknown,
            seen=seen(scene),
        )


def forgive(books: Books) -> None:
    """Let the addresses live again that this server called dead, so that the next mailing goes to them too."""
    from django.utils import timezone

    from post.actions import reports

    for address, state in books.rows.items():
        if state == "failed":
            reports.forgive(address=address, now=timezone.now())


def seen(scene: Scene) -> str:
    """Say what the page of the mailing tells staff: numbers, why letters did not arrive, and what stood in the way."""
    from django.utils import translation

    from post import queries
    from post.models import LetterState

    with translation.override("nl"):
        made = queries.progress(scene.mailing)
        states = [(state.label, getattr(made, state.name.lower())) for state in LetterState]
        numbers = ", ".join(f"{label} {number:n}" for label, number in states if number)
        reasons = {str(one.reason) for one in queries.explained(queries.troubles(scene.mailing)[:200]) if one.reason}
        stood = [words for words, _times in scene.read.most_common(MOST_WORDS)]
    parts = [*scene.broken, numbers, *(f"“{words}”" for words in [*sorted(reasons)[:MOST_WORDS], *stood]), *scene.noted]
    return "; ".join(part.replace("|", "/").replace("\n", " ") for part in parts)
