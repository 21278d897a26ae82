"""network.pages: pages of a network of 100,000 people beside a bare Django view with one indexed SELECT.

Both run on the same web server with the same database, and are asked in turns. The bare view renders a page of the same
size: of as many octets, with the values of a plain list and filler; and of as many octets and elements, each with a
value in it. What is promised holds for the median and for the 95th percentile.
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
        framed = stack.enter_context(serving(house, "bench.framed_settings"))
        return [figure for page in pages(visitor) for figure in compared(page, visitor, ours, bare, framed)]


def pages(visitor: Any) -> Iterator[tuple[str, str, str]]:
    """Name the pages; the words of a search stand under a key of the visitor's session."""
    from django.urls import reverse

    from network.models import Organisation, ProgrammeLine, TargetGroup

    line, group = ProgrammeLine.objects.order_by("number")[3], TargetGroup.objects.order_by("position")[1]
    people, largest = reverse("network:person_list"), Organisation.objects.order_by("pk")[0]
    yield "people", "people with three filters", f"{people}?line={line.pk}&region=NL-UT&contact=due"
    asked = visitor.post(people, {"words": "yildiz daan"})
    yield "search", "a search for a name", asked["Location"]
    near = visitor.post(people, {"words": "janzen vatima"})
    yield "near", "a search with typing errors", near["Location"]
    yield "coverage", "the coverage matrix", reverse("network:coverage")
    yield "cell", "the list behind a cell", reverse("network:organisation_list") + f"?group={group.pk}&line={line.pk}"
    yield "organisation", "the page of a large organisation", reverse("network:organisation_detail", args=[largest.pk])


def compared(page: tuple[str, str, str], visitor: Any, ours: int, bare: int, framed: int) -> Iterator[Figure]:
    """Compare one page with the bare ones, in turns.

    The promise is about a bare view. A third view, within the house, tells which part the house itself costs: asking
    who somebody is, and the frame of each page.
    """
    name, what, path = page
    cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in visitor.cookies.items())
    page = visitor.get(path).content
    octets, elements = len(page), page.count(b"<") - page.count(b"</")
    rounds = [
        (
            asked(bare, f"/bare/?octets={octets}", ""),
            asked(bare, f"/bare/?octets={octets}&elements={elements}", ""),
            asked(framed, f"/bare/?octets={octets}&elements={elements}", cookie),
            asked(ours, path, cookie),
        )
        for _ in range(ROUNDS)
    ]
    own = f"{what}, {octets // 1000} KB, {elements} elements"
    yield Figure(f"network.pages.{name}", own, median(median(full) for *_, full in rounds) * 1e3, "ms")
    for number, (key, said) in enumerate({"": "a bare view", ".like": "a bare view of as many elements"}.items()):
        middle, tail = (median(of(each[-1]) / of(each[number]) for each in rounds) for of in (median, late))
        yield at_most(f"network.pages.{name}{key}.median", f"… against {said}, median", middle, "times", 3)
        yield at_most(f"network.pages.{name}{key}.late", f"… against {said}, 95th percentile", tail, "times", 3)
    within = median(median(each[-1]) / median(each[-2]) for each in rounds)
    yield Figure(f"network.pages.{name}.within", "… against such a view within the house, median", within, "times")


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
