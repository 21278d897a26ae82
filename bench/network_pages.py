"""network.pages: pages of a network of 100,000 people beside a bare Django view with one indexed SELECT.

Both run on the same web server with the same database, and are asked in turns by four clients. The bare view renders a
page of the same size. What is promised holds for the median and for the 95th percentile.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median, quantiles
from typing import Any

from bench import crowd, load
from bench.house import PROJECT, House
from bench.report import Figure, at_most
from demo import processes

CLIENTS, SECONDS, ROUNDS = 2, 4.0, 3
SERVER = (
    "granian --interface wsgi --host 127.0.0.1 --port {port} --workers 2 --blocking-threads 4 --no-access-log {app}"
)


def run(house: House) -> list[Figure]:
    """Ask for each page and for the bare one of its size, turn by turn."""
    crowd.settle()
    visitor = signed_in()
    with ExitStack() as stack:
        ours = stack.enter_context(serving(house, "config.settings"))
        bare = stack.enter_context(serving(house, "bench.bare_settings"))
        return [figure for page in pages(visitor) for figure in compared(page, visitor, ours, bare)]


def pages(visitor: Any) -> Iterator[tuple[str, str, str]]:
    """Name the pages; the words of a search stand under a key of the visitor's session."""
    from django.urls import reverse

    from network.models import Organisation, ProgrammeLine, TargetGroup

    line, group = ProgrammeLine.objects.order_by("number")[3], TargetGroup.objects.order_by("position")[1]
    people, largest = reverse("network:person_list"), Organisation.objects.order_by("pk")[0]
    yield "people", "people with three filters", f"{people}?line={line.pk}&region=NL-UT&contact=due"
    asked = visitor.post(people, {"words": "yildiz emre"})
    yield "search", "a search for a name", asked["Location"]
    near = visitor.post(people, {"words": "jansen sane"})
    yield "near", "a search with typing errors", near["Location"]
    yield "coverage", "the coverage matrix", reverse("network:coverage")
    yield "cell", "the list behind a cell", reverse("network:organisation_list") + f"?group={group.pk}&line={line.pk}"
    yield "organisation", "the page of a large organisation", reverse("network:organisation_detail", args=[largest.pk])


def compared(page: tuple[str, str, str], visitor: Any, ours: int, bare: int) -> Iterator[Figure]:
    """Compare one page with the bare one, in turns."""
    name, what, path = page
    cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in visitor.cookies.items())
    octets = len(visitor.get(path).content)
    medians, tails, own = [], [], []
    for _ in range(ROUNDS):
        plain = asked(bare, f"/bare/?octets={octets}", "")
        full = asked(ours, path, cookie)
        own.append(median(full))
        medians.append(median(full) / median(plain))
        tails.append(late(full) / late(plain))
    yield Figure(f"network.pages.{name}", f"{what}, {octets // 1000} KB", median(own) * 1e3, "ms")
    yield at_most(f"network.pages.{name}.median", "… against a bare view, median", median(medians), "times", 3)
    yield at_most(f"network.pages.{name}.late", "… against a bare view, 95th percentile", median(tails), "times", 3)


def asked(port: int, path: str, cookie: str) -> list[float]:
    asyncio.run(load.ask(port, path, seconds=0.5, clients=CLIENTS, cookie=cookie))
    return asyncio.run(load.ask(port, path, seconds=SECONDS, clients=CLIENTS, cookie=cookie))


def late(took: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(took, n=20)[-1]


def signed_in() -> Any:
    """Return a browser in which the colleague of the crowd is signed in."""
    from django.test import Client

    visitor = Client(SERVER_NAME="127.0.0.1")
    visitor.force_login(crowd.colleague())
    visitor.get("/")
    return visitor


@contextmanager
def serving(house: House, settings: str) -> Iterator[int]:
    """Serve the product, or the bare site, until it is no longer needed."""
    port, log = processes.free_port(), house.folder / "log" / f"{settings}.log"
    command = [sys.executable, "-m", *SERVER.format(port=port, app="config.wsgi:application").split()]
    environment = house.environment_with(DJANGO_SETTINGS_MODULE=settings)
    with processes.child(command, log=log, env=environment, cwd=PROJECT) as process:
        processes.wait_for(lambda: _knock(port), process, not_yet=OSError, log=log)
        yield port


def _knock(port: int) -> None:
    import socket

    socket.create_connection(("127.0.0.1", port), timeout=5).close()
