"""post.memory: does a worker need more memory when a mailing is ten times as large?"""

from bench import cpu, mailings, sink, worker
from bench.house import House
from bench.report import Figure, at_most

SMALL, LARGE = 10_000, 100_000
LIMIT_MB, GROWTH, SLACK_MB = 150, 0.10, 8


def run(house: House) -> list[Figure]:
    """Deliver a small and a large mailing, each with a worker that has just started."""
    small, large = peak(house, SMALL), peak(house, LARGE)
    allowed = max(small * GROWTH, SLACK_MB)
    return [
        Figure("post.memory.small", "peak of the worker, 10,000 letters", small, "MB"),
        at_most("post.memory.large", "peak of the worker, 100,000 letters", large, "MB", LIMIT_MB),
        at_most("post.memory.growth", "growth from 10,000 to 100,000 letters", large - small, "MB", allowed),
    ]


def peak(house: House, letters: int) -> float:
    """Deliver so many letters and return the peak of the process of the worker that grew largest."""
    with sink.running() as server, worker.working(house, server) as pid:
        released = mailings.release(letters)
        cpu.wait_until(lambda: server.counted().letters >= letters, seconds=600, every=0.05)
        cpu.wait_until(lambda: mailings.is_settled(released.mailing), seconds=60, every=0.05)
        return max(cpu.peak_mb(member) for member in cpu.family(pid))
