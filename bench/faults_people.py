"""The faults of the bar that people cause: what holds changes underway (F22), scanners open links (F24), and people
come and go while an audience is frozen (F27).
"""

from __future__ import annotations

import random
import re
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from bench import web_server
from bench.faults import Fault
from bench.scene import Scene
from bench.sink import parsed

CHANGED = 100  # people, of each kind of change
IN_HAND = 2_000  # letters in four parcels, which were looked up when they were claimed
SAMPLES = 400  # letters of which links are opened
FREEZES, BATCH, GROUP = 3, 50, "freeze"
SCANNERS = (
    "Mozilla/5.0 (compatible; Barracuda Sentinel; EE)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 SafeLinks",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "",
)


def truth_changes(scene: Scene) -> None:
    """Underway a hundred people get another address, as many are taken out of the network, as many are restricted."""
    from django.utils import timezone

    from network.models import MailAddress
    from post.actions import stops
    from post.models import StopSource

    found = MailAddress.objects.filter(person__letters__mailing=scene.mailing).select_related("person")
    chosen = random.Random(2026).sample(list(found), 3 * CHANGED)
    moved, gone, restricted = chosen[:CHANGED], chosen[CHANGED : 2 * CHANGED], chosen[2 * CHANGED :]
    with scene.at_work():
        scene.reach(0.05)
        seen = len(scene.server.journal())
        for one in moved:
            MailAddress.objects.filter(pk=one.pk).update(address=f"new-{one.address}")
        for one in gone:
            one.delete()
        for one in restricted:
            stops.stop(person=one.person, how=StopSource.RESTRICTED, now=timezone.now())
        done_at = len(scene.server.journal())
        scene.finish()
    _judge(scene, [one.address for one in (*moved, *gone)], seen, done_at)
    for one in moved:
        MailAddress.objects.filter(pk=one.pk).update(address=one.address)
    for one in gone:
        MailAddress.objects.create(person=one.person, address=one.address, preferred=True)
    for one in restricted:
        stops.lift(person=one.person, now=timezone.now())


def _judge(scene: Scene, old: list[str], seen: int, done_at: int) -> None:
    """Count what went to an address that held no longer, apart from what a worker had in hand by then."""
    written = (scene.server.folder / "journal").read_text().splitlines()
    late = set(old) & set(written[done_at + IN_HAND :])
    in_hand = set(old) & set(written[seen : done_at + IN_HAND])
    scene.expect(not late, f"{len(late)} letters went to an address that held no longer")
    scene.noted.append(f"{len(in_hand)} of {len(old)} were in a parcel that was looked up before")


def scanned(scene: Scene) -> None:
    """Scanners open every link of some letters while the others leave, with HEAD and with GET, three times."""
    from post.models import Stop

    stops = Stop.objects.count()
    with web_server.serving(scene.house, "granian") as (port, _pid), scene.at_work():
        scene.reach(0.3)
        links = {link for letter in scene.server.dumped(b"")[:SAMPLES] for link in _links(letter)}
        answers = [_status(port, method, link) for link in sorted(links) for method in ("HEAD", "GET", "GET")]
        scene.finish()
    scene.expect(bool(links), "there was no link to open")
    scene.expect(max(answers, default=500) < 500, "a link answered with an error of ours")
    scene.expect(Stop.objects.count() == stops, "a look at a link made somebody leave")
    scene.noted.append(f"{len(links)} links opened three times")


def _links(letter: bytes) -> Iterator[str]:
    """Find every link of ours in a letter: in its text, its HTML and its headers."""
    from django.conf import settings

    message = parsed(letter.split(b"\r\n", 2)[2])
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    for text in (*texts, *map(str, message.values())):
        yield from re.findall(rf"{re.escape(settings.BASE_URL)}(/[^\s\"<>)]+)", text)


def _status(port: int, method: str, path: str) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request(method, path, headers={"User-Agent": random.Random(path + method).choice(SCANNERS)})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


@dataclass
class Group:
    """Who is in an audience that others change meanwhile: batches that came at once, and people who left."""

    stayed: set[int]
    batches: list[set[int]] = field(default_factory=list)
    left: set[int] = field(default_factory=set)


def frozen(scene: Scene) -> None:
    """Underway an audience of the same size is frozen, three times, while people are imported and others leave."""
    from django.db import connection

    _import(connection, scene.letters)
    with scene.at_work():
        scene.reach(0.1)
        group = Group(stayed=set(_members()))
        with _changing(group):
            took = [_freeze(scene, group) for _ in range(FREEZES)]
        scene.finish()
    _forget_group()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    scene.noted.append(
        f"frozen in {max(took):.1f} s, {memory} MB; {len(group.batches)} imports and {len(group.left)} left"
    )


def _freeze(scene: Scene, group: Group) -> float:
    """Freeze the audience once, and compare: nobody missing, nobody extra, and of each import all or none."""
    from django.utils import timezone

    from network.models import MailAddress
    from post.actions import mailings
    from post.models import LetterClass

    gone, began = set(group.left), time.perf_counter()
    mailing = mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title="Freeze",
        subject="Freeze",
        text="Freeze",
        now=timezone.now(),
        not_before=timezone.now() + timedelta(days=9),
    )
    people = MailAddress.objects.filter(person__source=GROUP, preferred=True).values_list("person_id", "address")
    promised = mailings.freeze(mailing=mailing, people=people, now=timezone.now())
    took = time.perf_counter() - began
    inside = set(mailing.letters.values_list("person_id", flat=True))
    missing = group.stayed - group.left - inside
    torn = [batch for batch in list(group.batches) if batch & inside and batch - inside - group.left]
    scene.expect(not missing and promised == len(inside), f"{len(missing)} people missing from the frozen audience")
    scene.expect(not gone & inside, f"{len(gone & inside)} people who had left are in the frozen audience")
    scene.expect(not torn, f"of {len(torn)} imports a part is in the frozen audience")
    mailings.cancel(mailing=mailing, now=timezone.now())
    return took


@contextmanager
def _changing(group: Group) -> Iterator[None]:
    """Let people come and go, from connections of their own."""
    over = threading.Event()
    threads = [threading.Thread(target=work, args=[group, over]) for work in (_keep_importing, _keep_leaving)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _keep_importing(group: Group, over: threading.Event) -> None:
    from django.db import connection

    while not over.is_set():
        group.batches.append(_import(connection, BATCH))
    connection.close()


def _keep_leaving(group: Group, over: threading.Event) -> None:
    from django.db import connection

    from network.models import MailAddress

    for person in random.Random(2026).sample(sorted(group.stayed), len(group.stayed) // 4):
        if over.is_set():
            break
        MailAddress.objects.filter(person=person).update(preferred=False)
        group.left.add(person)
    connection.close()


def _import(connection: Any, count: int) -> set[int]:
    """Put so many people with an address in the group, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_IMPORT, [GROUP, count])
        return {number for (number,) in cursor.fetchall()}


_IMPORT = """
    WITH person AS (
        INSERT INTO network_person (given_name, tussenvoegsel, family_name, province, language, source, created_at)
        SELECT 'Samira', '', 'Amrani', '', 'nl', %s, now() FROM generate_series(1, %s) RETURNING id
    )
    INSERT INTO network_mailaddress (person_id, address, preferred, created_at)
    SELECT id, 'freeze' || id || '@example.org', true, now() FROM person RETURNING person_id
"""


def _members() -> list[int]:
    from network.models import Person

    return list(Person.objects.filter(source=GROUP).values_list("pk", flat=True))


def _forget_group() -> None:
    from network.models import Person

    Person.objects.filter(source=GROUP).update(source="was in the group")


FAULTS = (
    Fault("f24.scanned", "F24: scanners open every link of some letters meanwhile", scanned, sample_every=20),
    Fault("f27.frozen", "F27: an audience of as many frozen while people come and go", frozen),
)
# Comes last of all: who is gone or restricted stays so, and gets no later letter.
LAST = (
    Fault(
        "f22.truth", "F22: 300 people move, go or are restricted meanwhile", truth_changes, told=frozenset({"skipped"})
    ),
)
