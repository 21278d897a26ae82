"""release: what it costs to promise a mailing to 20,000 people, and to show how far it is."""

import time
from statistics import median

from bench import cpu, mailings, readers
from bench.house import House
from bench.report import Figure

LETTERS, ROUNDS = 20_000, 3


def run(house: House) -> list[Figure]:
    """Release a few times with nobody at work, and ask for the progress."""
    readers.enrol(LETTERS)
    seconds, own, database = [], [], []
    for _ in range(ROUNDS):
        before = cpu.seconds(house.postgresql)
        done = mailings.release(LETTERS)
        seconds.append(done.seconds)
        own.append(done.own_cpu)
        database.append(cpu.seconds(house.postgresql) - before)
    return [
        Figure("release.seconds", "release to 20,000 people, until it is promised", median(seconds), "s"),
        Figure("release.cpu.own", "… CPU of the process that releases", median(own), "s"),
        Figure("release.cpu.database", "… CPU of PostgreSQL", median(database), "s"),
        Figure("release.progress", "asking how far a mailing of 20,000 is", progress_ms(done), "ms"),
    ]


def progress_ms(done: mailings.Released) -> float:
    """Ask how far a mailing is, as its page does, a few times; the figure is the median."""
    from post import queries

    took = []
    for _ in range(20):
        start = time.perf_counter()
        queries.progress(done.mailing)
        took.append(time.perf_counter() - start)
    return median(took) * 1e3
