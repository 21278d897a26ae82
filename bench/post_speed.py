"""post.speed: 20,000 personal letters from release to the last row settled, beside plain Django and bare clients.

Three rounds of the senders in turn, against one sink that limits nothing; each ratio is of one round, and the
figure is the median. Starting processes is counted for none of them; the release is counted for the product.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from bench import bareclient, baseline, cpu, mailings, proof, readers, sink, worker
from bench.baseline import Done
from bench.house import House
from bench.report import Figure, at_least, at_most, exactly

LETTERS, PLAIN_LETTERS, BARE_LETTERS, WARM_UP = 20_000, 1_500, 60_000, 600
ROUNDS, CONNECTIONS, SAMPLES = 3, 4, 20
OURS = b"Return-Path: <bounce+"  # the product alone gives each letter an envelope sender of its own


@dataclass(frozen=True)
class Round:
    """What the senders did, one after the other; `bare` in letters per second, `bare_c` 0 without a C compiler."""

    plain: Done
    product: Done
    release_seconds: float
    bare: float
    bare_c: float


def run(house: House) -> list[Figure]:
    """Let the senders take turns, then look into some letters."""
    readers.enrol(LETTERS)
    with sink.running(sample_every=50) as server, worker.working(house, server) as pid:
        deliver(house, server, pid, WARM_UP)
        ready_made = sink.on_the_wire(server.dumped(OURS)[0])
        rounds = [measured(house, server, pid, ready_made) for _ in range(ROUNDS)]
        return [*speeds(rounds), *costs(rounds), *contents(server, ready_made)]


def measured(house: House, server: sink.Sink, pid: int, ready_made: bytes) -> Round:
    """Let each sender send once."""
    environment = house.environment_with()
    plain = baseline.measured(house.database_url, port=server.port, letters=PLAIN_LETTERS, environment=environment)
    product, release_seconds = deliver(house, server, pid, LETTERS)
    bare, bare_c = (
        bareclient.send(client, server, ready_made, letters=BARE_LETTERS, connections=CONNECTIONS).per_second
        if client
        else 0.0
        for client in (bareclient.in_python(), bareclient.in_c())
    )
    return Round(plain, product, release_seconds, bare, bare_c)


def deliver(house: House, server: sink.Sink, pid: int, letters: int) -> tuple[Done, float]:
    """Release a mailing and wait until the last row is settled; return that, and how long the release took of it."""
    worker_cpu, database_cpu, had = cpu.seconds(pid), cpu.seconds(house.postgresql), server.counted().letters
    start = time.perf_counter()
    released = mailings.release(letters)
    cpu.wait_until(lambda: server.counted().letters - had >= letters, seconds=300, every=0.002)
    cpu.wait_until(lambda: mailings.is_settled(released.mailing), seconds=60, every=0.005)
    seconds = time.perf_counter() - start
    own_cpu = cpu.seconds(pid) - worker_cpu + released.own_cpu
    return Done(letters, seconds, own_cpu, cpu.seconds(house.postgresql) - database_cpu), released.seconds


def speeds(rounds: list[Round]) -> Iterator[Figure]:
    """Compare how fast they were."""

    def typical(of: Callable[[Round], float]) -> float:
        return median(map(of, rounds))

    delivering = typical(lambda r: LETTERS / (r.product.seconds - r.release_seconds))
    product, plain = typical(lambda r: r.product.per_second), typical(lambda r: r.plain.per_second)
    yield Figure("post.speed.product", "the product, one worker, release to last row settled", product, "letters/s")
    yield Figure("post.speed.delivering", "… from the end of the release on", delivering, "letters/s")
    yield Figure("post.speed.release", "… the release itself", typical(lambda r: r.release_seconds), "s")
    yield Figure("post.speed.plain", "plain Django over one kept connection", plain, "letters/s")
    times = typical(lambda r: r.product.per_second / r.plain.per_second)
    yield at_least("post.speed.times_plain", "the product against plain Django", times, "times", 20)
    bare, share = typical(lambda r: r.bare), typical(lambda r: r.product.per_second / r.bare)
    yield Figure("post.speed.bare", "bare pipelining client in Python, ready-made octets", bare, "letters/s")
    yield at_least("post.speed.of_bare", "the product against the bare client in Python", share, "times", 0.5)
    if all(r.bare_c for r in rounds):
        in_c, of_c = typical(lambda r: r.bare_c), typical(lambda r: r.product.per_second / r.bare_c)
        yield Figure("post.speed.bare_c", "bare pipelining client in C, ready-made octets", in_c, "letters/s")
        yield Figure("post.speed.of_bare_c", "the product against the bare client in C", of_c, "times")


def costs(rounds: list[Round]) -> Iterator[Figure]:
    """Compare the CPU that one letter costs."""
    for id, what, of in (
        ("product.worker", "the product: worker and release", lambda r: r.product.own_cpu / r.product.letters),
        ("product.database", "the product: PostgreSQL", lambda r: r.product.database_cpu / r.product.letters),
        ("plain", "plain Django and PostgreSQL", lambda r: r.plain.cpu / r.plain.letters),
    ):
        yield Figure(f"post.speed.cpu.{id}", f"CPU of a letter, {what}", median(map(of, rounds)) * 1e6, "µs")
    share = median((r.product.cpu / r.product.letters) / (r.plain.cpu / r.plain.letters) for r in rounds)
    yield at_most("post.speed.cpu.share", "CPU of a letter, the product against plain Django", share, "times", 1 / 20)


def contents(server: sink.Sink, ready_made: bytes) -> Iterator[Figure]:
    """Look whether the letters were whole, and whose they were."""
    picked = random.sample(server.dumped(OURS), SAMPLES)
    good = [letter for letter in picked if not proof.complaints(sink.parsed(letter))]
    yield Figure("post.speed.size", "one letter of the product on the wire", len(ready_made), "octets")
    yield exactly("post.speed.right", "of 20 letters picked at random, wholly right", len(good), "letters", SAMPLES)
    yield exactly("post.speed.early", "letters begun before the server said go", server.counted().sent_too_early, "", 0)
