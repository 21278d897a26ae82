"""web.server: which WSGI server answers our pages faster, granian or gunicorn? Nothing is promised.

Both run two worker processes of four threads. Sixteen clients keep their connection and ask again as soon as they have
an answer. The clients share the machine with the server, so CPU per page says more than pages per second.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils import timezone

from bench import cpu, load
from bench.house import PROJECT, House
from bench.report import Figure
from demo import processes

CLIENTS, SECONDS, ROUNDS = 16, 3.0, 3
PAGES = {"plain": "/privacy/", "query": "/bijeenkomsten/"}
MEETINGS = 12
SERVERS = {
    "granian": "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 2 --blocking-threads 4 "
    "--no-access-log config.wsgi:application",
    "gunicorn": "gunicorn --worker-class gthread --bind 127.0.0.1:{port} --workers 2 --threads 4 --keep-alive 60 "
    "config.wsgi:application",
}


@dataclass(frozen=True)
class Answered:
    """What one server did in one round."""

    pages: int
    seconds: float
    cpu: float


def run(house: House) -> list[Figure]:
    """Ask both servers for both pages, turn by turn, and report the median."""
    announce()
    rounds: dict[tuple[str, str], list[Answered]] = {}
    for _ in range(ROUNDS):
        for name in SERVERS:
            with serving(house, name) as (port, pid):
                for page, path in PAGES.items():
                    ask(port, path, 0.5)
                    rounds.setdefault((name, page), []).append(measured(port, path, pid))
    return [figure for (name, page), answers in rounds.items() for figure in told(name, page, answers)]


def announce() -> None:
    """Put some meetings on the list, so that there is something to look up."""
    from events.models import Event

    now = timezone.now()
    for number in range(MEETINGS):
        Event.objects.create(
            slug=f"bench-{number}",
            kind="werksessie",
            title=f"Werksessie {number}",
            summary="Een middag over wat werkt in de wijk.",
            held_on=timezone.localdate(now) + timedelta(days=number + 1),
            place="Utrecht",
            published_at=now,
        )


def told(name: str, page: str, answers: list[Answered]) -> Iterator[Figure]:
    """Say how many pages per second, and what one costs."""
    what = {"plain": "a plain page", "query": "the list of meetings"}[page]
    rate = median(a.pages / a.seconds for a in answers)
    cost = median(a.cpu / a.pages for a in answers) * 1e3
    yield Figure(f"web.server.{name}.{page}", f"{name}, {what}", rate, "pages/s")
    yield Figure(f"web.server.{name}.{page}.cpu", f"{name}, {what}: CPU of the server", cost, "ms/page")


@contextmanager
def serving(house: House, name: str) -> Iterator[tuple[int, int]]:
    """Run one of the servers on a free port until it is no longer needed."""
    port, log = processes.free_port(), house.folder / "log" / f"{name}.log"
    command = [sys.executable, "-m", *SERVERS[name].format(port=port).split()]
    with processes.child(command, log=log, env=house.environment_with(), cwd=PROJECT) as process:
        processes.wait_for(lambda: ask(port, PAGES["plain"], 0.01), process, not_yet=OSError, log=log)
        yield port, process.pid


def measured(port: int, path: str, pid: int) -> Answered:
    """Ask for one page for some seconds."""
    used, start = cpu.seconds(pid), time.perf_counter()
    pages = ask(port, path, SECONDS)
    return Answered(pages, time.perf_counter() - start, cpu.seconds(pid) - used)


def ask(port: int, path: str, seconds: float) -> int:
    """Let all clients ask for a page until the time is up; return how many answers came."""
    return len(asyncio.run(load.ask(port, path, seconds=seconds, clients=CLIENTS)))
