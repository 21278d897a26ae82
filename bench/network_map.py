"""network.map: measuring 2,000 organisations with 10,000 ties, and drawing 5,000 with 20,000 in a headless Chromium.

The networks are made by lot: a few organisations have many ties, and four ties in five stay within a region. The map is
opened as a colleague opens it: page, data and drawing, up to the moment that it answers to a key. The layout stands
already, as it does on every visit but the first; what the first one costs is a figure of its own.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

from bench.house import House
from bench.report import Figure, at_most
from bench.web_server import serving
from demo import chromium

MEASURED, DRAWN = (2_000, 10_000), (5_000, 20_000)
REGIONS, ROUNDS, FRAMES = 40, 3, 60

# Moves the map a little in each frame, and says how long the frames took.
PAN = """(frames) => new Promise((done) => {
  const picture = document.querySelector("[data-map]").networkMap.picture, start = performance.now();
  const step = (left) => {
    picture.pan(left % 2 ? 3 : -3, 1);
    if (left) requestAnimationFrame(() => step(left - 1)); else done((performance.now() - start) / frames);
  };
  step(frames);
})"""


def run(house: House) -> list[Figure]:
    """Measure a middle-sized network, then lay out, measure and open a large one."""
    return [*measures(), *map_page(house)]


def measures() -> Iterator[Figure]:
    """Compute all measures of a network of lots."""
    from network.measures import measure

    size, ties = MEASURED[0], by_lot(*MEASURED)
    seconds = median(timed(lambda: measure(size, ties)) for _ in range(ROUNDS))
    yield at_most("network.map.measures", "all measures of 2,000 parties with 10,000 ties", seconds, "s", 5)


def map_page(house: House) -> Iterator[Figure]:
    """Record a large network, let it be laid out and measured, and open its map."""
    from network.actions import measurements
    from network.graph import Graph, Source
    from network.models import Organisation
    from network.queries import graph as graphs

    colleague, today = a_colleague(), timezone.localdate()
    record(*DRAWN)
    found, sources = Organisation.objects.all(), [Source.STATED, Source.LINE]

    def woven() -> Graph:
        return graphs.of_organisations(colleague, found, sources, today)

    read = median(timed(lambda: woven().fingerprint) for _ in range(ROUNDS))
    yield Figure("network.map.read", "reading 5,000 parties and 20,000 ties from the database", read, "s")
    graph, now = woven(), timezone.now()
    told: dict[str, Any] = {"fingerprint": graph.fingerprint, "now": now}
    measurements.ask(graph=graph, scope="bench", now=now)
    yield Figure(
        "network.map.layout", "laying it out for the first time", timed(lambda: measurements.lay_out(**told)), "s"
    )
    yield Figure("network.map.large", "measuring it", timed(lambda: measurements.work_out(**told)), "s")
    place = chromium.find()
    if place is None:
        yield Figure("network.map.skipped", "no Chromium found: the map was not opened", 0, "")
        return
    with opened(house, colleague, place) as page:
        yield from visits(page)


def visits(page: Any) -> Iterator[Figure]:
    """Open the map a few times, walk a step, move it about."""
    seconds = median(timed(lambda: visit(page)) for _ in range(ROUNDS))
    yield at_most(
        "network.map.answers", "5,000 parties and 20,000 ties: opened, drawn, answering a key", seconds, "s", 3
    )
    frame = page.evaluate(PAN, FRAMES)
    yield Figure("network.map.frame", "… one frame while it is moved, all in sight", frame, "ms")
    page.evaluate("document.querySelector('[data-map]').networkMap.picture.zoom(6)")
    yield Figure(
        "network.map.frame.near", "… one frame while it is moved, a sixth in sight", page.evaluate(PAN, FRAMES), "ms"
    )


def visit(page: Any) -> None:
    """Open the map, and wait until a key is answered."""
    page.goto("/netwerk/kaart/", wait_until="commit")
    page.locator(f"[data-drawn='{DRAWN[0]}']").wait_for()
    page.locator("canvas[tabindex]").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-map-status]", has_text="banden").wait_for(state="attached")


@contextmanager
def opened(house: House, colleague: Any, place: str) -> Iterator[Any]:
    """Run the web server, and give a page of a browser in which the colleague is logged in."""
    from playwright.sync_api import sync_playwright

    session = logged_in(colleague)
    with serving(house, "granian") as (port, _pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        url = f"http://127.0.0.1:{port}"
        context = browser.new_context(base_url=url, locale="nl-NL", viewport={"width": 1366, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
        yield context.new_page()
        browser.close()


def logged_in(colleague: Any) -> str:
    """Return the key of a session of this colleague."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(colleague.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = colleague.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def a_colleague() -> Any:
    from accounts.models import Grant, User
    from accounts.roles import Role

    user = User.objects.create_user("kaart@kis.example.org", given_name="Nadia", family_name="Bouzid")
    Grant.objects.create(user=user, role=Role.LINE_STAFF)
    return user


def record(parties: int, ties: int) -> None:
    """Record organisations and the ties between them, of which two in three were confirmed."""
    from network.models import Organisation, Relationship, RelationshipType

    kind = RelationshipType.objects.create(
        slug="bench", between="organisations", name="x", name_back="x", name_en="x", name_back_en="x"
    )
    made = [Organisation(name=f"Organisatie {number}", kind="gemeente") for number in range(parties)]
    Organisation.objects.bulk_create(made, batch_size=1_000)
    today = timezone.localdate()
    Relationship.objects.bulk_create(
        (
            Relationship(
                kind=kind,
                first_organisation=made[first],
                second_organisation=made[second],
                stated_on=today - timedelta(days=number % 900),
                confirmed_by="both" if number % 3 else "",
                confirmed_on=today if number % 3 else None,
            )
            for number, (first, second) in enumerate(by_lot(parties, ties))
        ),
        batch_size=2_000,
    )


def by_lot(parties: int, ties: int) -> list[tuple[int, int]]:
    """Return so many different ties: who has many gets more, and four in five stay in their region."""
    lots = random.Random(2022)
    found: set[tuple[int, int]] = set()
    ends = list(range(parties))
    while len(found) < ties:
        first = lots.choice(ends)
        second = lots.choice(ends)
        if first % REGIONS != second % REGIONS and lots.random() < 0.8:
            second = min(second - second % REGIONS + first % REGIONS, parties - 1)
        if first != second and (pair := (min(first, second), max(first, second))) not in found:
            found.add(pair)
            ends += pair
    return sorted(found)


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
