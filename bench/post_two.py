"""post.two: 100,000 letters by two worker processes, release to the last row settled, beside plain Django.

As post.speed, with two workers: each ratio is of one round, and the figure is the median. The second worker is woken
at once; in a house the tick wakes it within ten seconds.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from bench import bareclient, baseline, cpu, mailings, readers, sink, worker
from bench.baseline import Done
from bench.house import House
from bench.report import Figure, at_least, at_most

LETTERS, PLAIN_LETTERS, BARE_LETTERS, WARM_UP = 100_000, 1_500, 60_000, 2_000
ROUNDS, CONNECTIONS, PROCESSES = 3, 4, 2
OURS = b"Return-Path: <bounce+"
LIMIT_MB = 150


@dataclass(frozen=True)
class Round:
    """What the senders did, one after the other, with the CPU of worker and database of the product apart."""

    plain: Done
    product: Done
    bare: float
    sink_cpu: float
    peak_mb: float


def run(house: House) -> list[Figure]:
    """Let the senders take turns."""
    readers.enrol(LETTERS)
    with sink.running(sample_every=500) as server, worker.working(house, server, at_once=PROCESSES) as pid:
        deliver(house, server, pid, WARM_UP)
        ready_made = sink.on_the_wire(server.dumped(OURS)[0])
        rounds = [measured(house, server, pid, ready_made) for _ in range(ROUNDS)]
    return list(figures(rounds))


def measured(house: House, server: sink.Sink, pid: int, ready_made: bytes) -> Round:
    """Let each sender send once."""
    environment = house.environment_with()
    plain = baseline.measured(house.database_url, port=server.port, letters=PLAIN_LETTERS, environment=environment)
    before = cpu.seconds(server.pid)
    product = deliver(house, server, pid, LETTERS)
    sink_cpu = cpu.seconds(server.pid) - before
    bare = bareclient.send(
        bareclient.in_python(), server, ready_made, letters=BARE_LETTERS, connections=CONNECTIONS
    ).per_second
    return Round(plain, product, bare, sink_cpu, max(cpu.peak_mb(member) for member in cpu.family(pid)))


def deliver(house: House, server: sink.Sink, pid: int, letters: int) -> Done:
    """Release a mailing, wake both workers and wait until the last row is settled."""
    from post import nudge

    worker_cpu, database_cpu, had = cpu.seconds(pid), cpu.seconds(house.postgresql), server.counted().letters
    start = time.perf_counter()
    released = mailings.release(letters)
    nudge.wake()  # the release woke one
    cpu.wait_until(lambda: server.counted().letters - had >= letters, seconds=600, every=0.005)
    cpu.wait_until(lambda: mailings.is_settled(released.mailing), seconds=60, every=0.005)
    seconds = time.perf_counter() - start
    own_cpu = cpu.seconds(pid) - worker_cpu + released.own_cpu
    return Done(letters, seconds, own_cpu, cpu.seconds(house.postgresql) - database_cpu)


def figures(rounds: list[Round]) -> Iterator[Figure]:
    """Compare how fast they were, and what a letter cost."""

    def typical(of: Callable[[Round], float]) -> float:
        return median(map(of, rounds))

    fast, plain = typical(lambda r: r.product.per_second), typical(lambda r: r.plain.per_second)
    yield Figure("post.two.product", "the product, two workers, release to last row settled", fast, "letters/s")
    yield Figure("post.two.plain", "plain Django over one kept connection", plain, "letters/s")
    times = typical(lambda r: r.product.per_second / r.plain.per_second)
    yield at_least("post.two.times_plain", "the product against plain Django", times, "times", 40)
    share = typical(lambda r: r.product.per_second / r.bare)
    yield at_least("post.two.of_bare", "the product against the bare client in Python", share, "times", 0.6)
    for id, what, cost in (
        ("worker", "both workers and the release", lambda r: r.product.own_cpu / LETTERS),
        ("database", "PostgreSQL", lambda r: r.product.database_cpu / LETTERS),
        ("sink", "the sink", lambda r: r.sink_cpu / LETTERS),
    ):
        yield Figure(f"post.two.cpu.{id}", f"CPU of a letter, {what}", typical(cost) * 1e6, "µs")
    part = typical(lambda r: (r.product.cpu / r.product.letters) / (r.plain.cpu / r.plain.letters))
    yield at_most("post.two.cpu.share", "CPU of a letter, the product against plain Django", part, "times", 1 / 30)
    yield at_most("post.two.memory", "peak of the larger worker", max(r.peak_mb for r in rounds), "MB", LIMIT_MB)
