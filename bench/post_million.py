"""post.million: one release to 1,000,000 people through the action a colleague presses, and then all of it delivered.

The release runs in a process of its own, whose memory is measured; nothing leaves meanwhile. The page that shows how a
letter goes is asked for all the time: while it is released, when it stands, while two workers carry the million, and at
its end. One address in a thousand is one that the mail server refuses, so that the page has troubles to list.

    python -m bench.post_million CAMPAIGN      releases it and prints what that took as JSON
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

from bench import cpu, load, mailings, network_pages, readers, sink, worker
from bench.house import PROJECT, House
from bench.report import Figure, at_most, exactly

LETTERS, FEW = 1_000_000, 200
CLIENTS, SECONDS = 2, 5.0
LIMIT_SECONDS, LIMIT_GROWTH_MB, LIMIT_PAGE_MS = 180, 50, 200
SLACK_MB = 15
PAGES = {
    "during": "while it is released",
    "after": "of the million, released",
    "leaving": "of the million, while it leaves",
    "ended": "of the million, at its end",
}
REFUSE_SOME = """
    UPDATE network_mailaddress SET address = 'bounce-' || address FROM (
        SELECT id FROM network_person WHERE source = 'bench' ORDER BY id OFFSET 200000
    ) AS others WHERE others.id = person_id AND others.id % 1000 = 0
"""
COPY_TO_ALL = """
    INSERT INTO {table} (person_id, {columns}) SELECT person.id, {theirs}
    FROM network_person AS person, {table} AS one
    WHERE one.id = %s AND person.source = 'bench' AND person.id <> one.person_id
"""


@dataclass(frozen=True)
class Done:
    """What a release took the process that did it."""

    promised: int
    seconds: float
    before_mb: float
    peak_mb: float


@dataclass(frozen=True)
class Carried:
    """How long a million letters were under way, what the worker grew by, and how many did not come to their end."""

    seconds: float
    growth_mb: float
    left: int


def run(house: House) -> list[Figure]:
    """Release to a few, then to a million, and look at the page of either meanwhile."""
    readers.enrol(LETTERS)
    few, many = campaign("few", FEW), campaign("all", LETTERS)
    refuse_some()
    release_here(few)
    visitor = network_pages.signed_in()
    cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in visitor.cookies.items())
    with network_pages.serving(house, "config.settings") as port:
        asked(port, f"/verzendingen/{few}/", cookie)  # once, so that the server is warm
        during, done = asyncio.run(released_meanwhile(house, many, port, cookie, of=few))
        page = f"/verzendingen/{many}/"
        pages = {"during": during, "after": asked(port, page, cookie)}
        carried, pages["leaving"] = delivered(house, many, port, cookie)
        pages["ended"] = asked(port, page, cookie)
    return [*figures(done), *of_pages(pages), *of_the_way(carried)]


def figures(done: Done) -> Iterator[Figure]:
    """Say what the release took."""
    yield exactly("post.million.promised", "people promised a letter in one release", done.promised, "", LETTERS)
    yield at_most("post.million.seconds", "… until it stands", done.seconds, "s", LIMIT_SECONDS)
    growth = done.peak_mb - done.before_mb
    yield at_most("post.million.memory", "… what the process grew by", growth, "MB", LIMIT_GROWTH_MB)


def of_pages(pages: dict[str, list[float]]) -> Iterator[Figure]:
    """Say how late the page of how a letter goes was, at each stage."""
    for name, what in PAGES.items():
        told = f"the page of how a letter goes, {what}, 95th percentile"
        yield at_most(f"post.million.page.{name}", told, quantiles(pages[name], n=20)[-1] * 1e3, "ms", LIMIT_PAGE_MS)


def of_the_way(carried: Carried) -> Iterator[Figure]:
    """Say what carrying a million letters took, and whether the workers grew."""
    speed, growth = LETTERS / carried.seconds, carried.growth_mb
    yield Figure("post.million.speed", "two workers carry the million, its page asked meanwhile", speed, "letters/s")
    yield at_most("post.million.worker", "… growth of the larger worker after a tenth", growth, "MB", SLACK_MB)
    yield exactly("post.million.left", "… letters not at their end", carried.left, "letters", 0)


def delivered(house: House, pk: int, port: int, cookie: str) -> tuple[Carried, list[float]]:
    """Let two workers carry the letters of a campaign, and ask for its page meanwhile as a colleague's browser does."""
    from newsletter.models import Campaign
    from post import nudge
    from post.actions import undoing
    from post.models import Letter

    campaign = Campaign.objects.select_related("mailing", "created_by").get(pk=pk)
    mailing = campaign.mailing
    assert mailing
    took, early = list[float](), 0.0
    with sink.running() as server, worker.working(house, server, at_once=2) as pid:
        start = time.perf_counter()
        undoing.leave_now(mailing=mailing, now=datetime.now(UTC), by=campaign.created_by)
        nudge.wake()
        while not mailings.is_settled(mailing):
            took += asyncio.run(load.ask(port, f"/verzendingen/{pk}/", seconds=0.5, clients=1, cookie=cookie))
            if not early and server.counted().letters > LETTERS / 10:
                early = largest_mb(pid)
            time.sleep(1)
        seconds, late = time.perf_counter() - start, largest_mb(pid)
    left = Letter.objects.open().filter(mailing=mailing).count()
    return Carried(seconds, late - early, left), took


def largest_mb(pid: int) -> float:
    """Read the peak of the process of a worker that grew largest."""
    return max(cpu.peak_mb(member) for member in cpu.family(pid))


async def released_meanwhile(house: House, pk: int, port: int, cookie: str, *, of: int) -> tuple[list[float], Done]:
    """Release in another process, and ask for the page of another letter until that is done."""
    command = [sys.executable, "-m", "bench.post_million", str(pk)]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, env=house.environment_with(), cwd=PROJECT
    )
    telling = asyncio.create_task(process.communicate())
    took: list[float] = []
    while not telling.done():
        took += await load.ask(port, f"/verzendingen/{of}/", seconds=0.5, clients=1, cookie=cookie)
    told, _errors = await telling
    return took, Done(**json.loads(told.splitlines()[-1]))


def asked(port: int, path: str, cookie: str) -> list[float]:
    """Ask for a page for some seconds; the first answers, with a cold cache, do not count."""
    asyncio.run(load.ask(port, path, seconds=1, clients=1, cookie=cookie))
    return asyncio.run(load.ask(port, path, seconds=SECONDS, clients=CLIENTS, cookie=cookie))


def campaign(name: str, count: int) -> int:
    """Write a letter to an event for so many readers who all said yes to it; return its key."""
    from bench import crowd
    from events.models import Event
    from newsletter.actions import campaigns

    begins = (datetime.now(UTC) + timedelta(days=60)).date()
    event = Event.objects.create(slug=f"bench-{name}", kind="werksessie", title="Bench", held_on=begins)
    event.lines.add(line_of(name, count))
    return campaigns.create(event=event, by=crowd.colleague(), now=datetime.now(UTC)).pk


def line_of(name: str, count: int) -> Any:
    """Make a programme line with so many people, who all agreed to invitations."""
    from network.models import Person, ProgrammeLine, Theme
    from newsletter.actions import lists
    from newsletter.models import Subscription

    words = {"name": name, "name_en": name, "slug": f"bench-{name}", "valid_from": 2022}
    theme = Theme.objects.create(number=900 + Theme.objects.count(), level="x", **words)
    line = ProgrammeLine.objects.create(number=900 + ProgrammeLine.objects.count(), theme=theme, **words)
    people = Person.objects.filter(source="bench").order_by("pk")
    through = Person.lines.through
    numbers = people.values_list("pk", flat=True)[:count]
    through.objects.bulk_create(
        (through(person_id=number, programmeline_id=line.pk) for number in numbers), batch_size=10_000
    )
    if not Subscription.objects.filter(person__source="bench").exists():
        told = {"wording": "Ja", "source": "form", "agreed_at": datetime.now(UTC) - timedelta(days=1)}
        copy_to_all(Subscription.objects.create(person=people[0], newsletter=lists.invitations(), **told))
    return line


def refuse_some() -> None:
    """Give one in a thousand an address that the mail server refuses; none of those whom other benches write to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(REFUSE_SOME)


def copy_to_all(row: Any) -> None:
    """Give every reader of the bench a row like this one, whatever columns it has."""
    from django.db import connection
    from psycopg import sql

    names = [field.column for field in row._meta.concrete_fields if field.column not in ("id", "person_id")]
    statement = sql.SQL(COPY_TO_ALL).format(
        table=sql.Identifier(row._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        theirs=sql.SQL(", ").join(sql.Identifier("one", name) for name in names),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])
        cursor.execute("ANALYZE")


def release_here(pk: int) -> Done:
    """Release a campaign as a colleague does, and say what that took this process."""
    from newsletter.actions import releases
    from newsletter.models import Campaign

    campaign = Campaign.objects.select_related("created_by").get(pk=pk)
    before_mb, start = cpu.resident_mb(), time.perf_counter()
    promised = releases.release(
        campaign=campaign, by=campaign.created_by, now=datetime.now(UTC), version=campaign.version
    )
    return Done(promised, time.perf_counter() - start, before_mb, cpu.peak_mb(os.getpid()))


def main() -> None:
    """Release the campaign that is named, and print what that took."""
    import django

    django.setup()
    print(json.dumps(asdict(release_here(int(sys.argv[1])))))


if __name__ == "__main__":
    main()
