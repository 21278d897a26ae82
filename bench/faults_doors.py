"""The fault of the bar that comes in by the door for returned mail (F17): reports twice, shuffled, forged and old."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from bench import web_server
from bench.faults import Fault
from bench.scene import Scene

if TYPE_CHECKING:
    from post.models import Letter

KEY = "a-key-of-the-bench-for-what-comes-back"
WEEK = 7 * 24 * 3600
CLIENTS = 8
ENOUGH_MS = 200


def returned(scene: Scene) -> None:
    """Of half of the letters a report comes in: twice, shuffled; one in ten also forged, and one in ten a week old."""
    from post.models import Report

    with scene.at_work():
        scene.finish()
    letters = list(scene.mailing.letters.order_by("pk")[: scene.letters // 2])
    posts = [post for number, letter in enumerate(letters) for post in _posts_about(letter.pk, letter.address, number)]
    random.Random(2026).shuffle(posts)
    house = replace(scene.house, environment=scene.house.environment_with(POST_WEBHOOK_KEYS=KEY))
    with web_server.serving(house, "granian") as (port, _pid), ThreadPoolExecutor(CLIENTS) as clients:
        shares = [posts[number::CLIENTS] for number in range(CLIENTS)]
        answers = [one for share in clients.map(lambda share: list(_hand_in(port, share)), shares) for one in share]
    wrong = sum(status != post.expected for post, status, _took in answers)
    scene.expect(not wrong, f"{wrong} reports were not answered as they should be")
    told = Counter(Report.objects.filter(mailing=scene.mailing).values_list("kind", flat=True))
    meant = Counter(_kind(number) for number in range(len(letters)))
    scene.expect(told == meant, f"reports written down: {dict(told)} and not {dict(meant)}")
    slow = sorted(took for _post, _status, took in answers)[int(0.95 * len(answers))] * 1e3
    scene.expect(slow < ENOUGH_MS, "an answer took too long")
    scene.noted.append(f"{len(answers)} handed in, p95 {slow:.0f} ms")
    _forgive(letters)


@dataclass(frozen=True)
class Post:
    """One message for the door, when and with which key it was signed, and what it should answer."""

    raw: bytes
    at: int
    key: str
    expected: int


def _posts_about(letter: int, address: str, number: int) -> Iterator[Post]:
    raw, now = _report(letter, address, number), int(time.time())
    yield from [Post(raw, now, KEY, 204)] * 2
    if number % 10 == 0:
        yield Post(raw, now, "a-key-of-somebody-else", 401)
    if number % 10 == 1:
        yield Post(raw, now - WEEK, KEY, 401)


def _kind(number: int) -> str:
    """Of fifty readers one does not exist any more; the mailboxes of the others are full."""
    return "hard" if number % 50 == 0 else "soft"


def _report(letter: int, address: str, number: int) -> bytes:
    """Write a delivery report (RFC 3464) about a letter, as a mail server does."""
    from post.links import bounce_address

    status, words = ("5.1.1", "550 5.1.1 unknown") if _kind(number) == "hard" else ("4.2.2", "452 4.2.2 mailbox full")
    lines = [
        "From: MAILER-DAEMON@mx.example.org",
        f"To: {bounce_address()(letter).decode()}",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f"Message-ID: <report-{letter}@mx.example.org>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        *("", "--b", "Content-Type: text/plain", "", "Sorry."),
        *("--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.org", ""),
        *(f"Final-Recipient: rfc822; {address}", "Action: failed", f"Status: {status}"),
        *(f"Diagnostic-Code: smtp; {words}", "--b--", ""),
    ]
    return "\r\n".join(lines).encode()


def _hand_in(port: int, posts: list[Post]) -> Iterator[tuple[Post, int, float]]:
    """Hand these in over one line, and say what was answered after how long."""
    from post.incoming.signature import sign

    line = HTTPConnection("127.0.0.1", port, timeout=30)
    for post in posts:
        signature = sign(post.raw, str(post.at), post.key)
        headers = {"Content-Type": "message/rfc822", "X-Post-Time": str(post.at), "X-Post-Signature": signature}
        began = time.perf_counter()
        line.request("POST", "/post/terug/", post.raw, headers)
        answer = line.getresponse()
        answer.read()
        yield post, answer.status, time.perf_counter() - began
    line.close()


def _forgive(letters: list[Letter]) -> None:
    """Let the addresses live again, so that the next mailing goes to them too."""
    from django.utils import timezone

    from post.actions import reports

    for number, letter in enumerate(letters):
        if _kind(number) == "hard":
            reports.forgive(address=letter.address, now=timezone.now())


FAULTS = (Fault("f17.returned", "F17: reports about half of it, twice, shuffled, forged and a week old", returned),)
