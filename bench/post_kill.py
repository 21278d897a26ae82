"""post.kill: ten times kill -9 in the middle of 20,000 letters. Is anybody's letter lost, or sent twice?

The sink is slow enough for ten kills to fall among the letters, and writes down each recipient before it answers: its
journal is the truth. Twice: once with moments that are the same in every run, once with others each time. Some kills
fall while a worker starts and takes over what the last one left; those come on top of the ten.
"""

import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import cpu, mailings, readers, sink, worker
from bench.books import Books
from bench.house import House
from bench.report import Figure, at_most, exactly

if TYPE_CHECKING:
    from post.models import Mailing

LETTERS, KILLS, DELAY_MS, SEED = 20_000, 10, 4, 2026
CONNECTIONS = 4  # of a worker; on each, one letter at most is with the server without an answer
DIE_YOUNG = 0.2  # how many workers are killed before they can have sent a letter
START, LIFE = 2.0, 1.8  # seconds: a worker dies at the latest so long after its start, or after its first letter


@dataclass(frozen=True)
class Outcome(Books):
    """The two books, who was killed when, and what staff see."""

    kills: Counter[str]
    shown: int  # letters on the list of troubles of the mailing's page, each with a reason in words


def run(house: House) -> list[Figure]:
    """Kill at moments that can be repeated, and at others."""
    readers.enrol(LETTERS)
    unseeded = secrets.randbits(32)
    return [
        *told("seeded", f"seed {SEED}", endured(house, SEED)),
        *told("random", f"this time seed {unseeded}", endured(house, unseeded)),
    ]


def told(name: str, which: str, outcome: Outcome) -> Iterator[Figure]:
    """Say what ten kills did."""
    id, arrived = f"post.kill.{name}", len(outcome.unknown & outcome.journal.keys())
    yield exactly(f"{id}.kills", f"kill -9 among the letters ({which})", outcome.kills["among letters"], "kills", KILLS)
    yield Figure(f"{id}.kills_at_start", "… and while a worker started", outcome.kills["at its start"], "kills")
    yield exactly(f"{id}.lost", "letters lost", outcome.lost, "letters", 0)
    yield exactly(f"{id}.doubled", "letters doubled", outcome.doubled, "letters", 0)
    yield exactly(f"{id}.untrue", "rows that say other than the journal of the sink", outcome.untrue, "rows", 0)
    waiting = sum(state in ("waiting", "deferred") for state in outcome.rows.values())
    yield exactly(f"{id}.waiting", "rows still waiting at the end", waiting, "rows", 0)
    in_flight = outcome.kills.total() * CONNECTIONS
    yield at_most(f"{id}.unknown", "rows that say: outcome unknown", len(outcome.unknown), "rows", in_flight)
    yield Figure(f"{id}.unknown_arrived", "… of which the letter had arrived", arrived, "rows")
    yield exactly(f"{id}.shown", "… that staff see with the reason", outcome.shown, "rows", len(outcome.unknown))


def endured(house: House, seed: int) -> Outcome:
    """Deliver a mailing with workers that are killed until ten died among the letters; the last one may finish."""
    with sink.running(journal=True, delay_ms=DELAY_MS) as server:
        mailing = mailings.release(LETTERS).mailing
        dice, kills = random.Random(seed), Counter[str]()
        while kills["among letters"] < KILLS:
            kills[lived(house, server, dice)] += 1
        if mailings.is_settled(mailing):
            raise RuntimeError("The mailing was over before the last kill; make the sink slower.")
        with worker.started(house, server):
            cpu.wait_until(lambda: mailings.is_settled(mailing), seconds=300, every=0.1)
        return Outcome(mailings.by_address(mailing), server.journal(), kills, shown(mailing))


def shown(mailing: "Mailing") -> int:
    """Count the letters of which staff read that the outcome is unknown, and why."""
    from post import queries
    from post.models import LetterState

    troubles = queries.explained(queries.troubles(mailing))
    return sum(one.state == LetterState.UNKNOWN and bool(one.reason) for one in troubles)


def lived(house: House, server: sink.Sink, dice: random.Random) -> str:
    """Let a worker live until a random moment, and say when that was: at its start, or among letters it sent."""
    had, dies_young, life = server.counted().letters, dice.random() < DIE_YOUNG, dice.uniform(0, 1)
    with worker.started(house, server) as pid:
        if not dies_young:
            cpu.wait_until(lambda: server.counted().letters > had, seconds=60, every=0.001)
        time.sleep(life * (START if dies_young else LIFE))
        worker.kill(pid)
        return "among letters" if server.counted().letters > had else "at its start"
