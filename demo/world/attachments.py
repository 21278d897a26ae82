"""Files that colleagues hung on what they wrote down of a contact: a report, a letter, a photo of the flip chart."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings

from demo.world.colleagues import Staff
from demo.world.ground import at
from network import files
from network.actions import contact_moments
from network.actions.contact_moments import Told
from network.models import ContactMoment

REPORT = """Afspraken van het gesprek

1. Wij sturen de werkwijzer toe, met de vragen erbij.
2. Zij leggen hem voor aan twee collega's die hem gaan gebruiken.
3. Over drie weken bellen wij: wat werkt, en wat nog niet?
"""
LETTER = """From: Nadia Bouzid <nadia.bouzid@kis.example.org>
To: gesprekspartner@brievenbus.example.com
Subject: Wat wij afspraken
Date: Mon, 02 Mar 2026 10:15:00 +0100
Content-Type: text/plain; charset=utf-8

Dank voor het gesprek. Hierbij de drie punten die wij samen afspraken.
"""
DRAWING = settings.BASE_DIR / "static" / "img" / "nieuwsbrief-kop.png"


def add(staff: Staff) -> None:
    """Hang files on the last three contacts that the colleague who logs in wrote down."""
    hung = (
        [("Afspraken van het gesprek.txt", REPORT.encode())],
        [("Foto van de flip-over.png", DRAWING.read_bytes()), ("Afspraken.txt", REPORT.encode())],
        [("Wat wij afspraken.eml", LETTER.replace("\n", "\r\n").encode())],
    )
    last = ContactMoment.objects.filter(logged_by=staff.line_staff).order_by("-held_on", "pk")
    for moment, brought in zip(last[: len(hung)], hung, strict=True):
        _hang(moment, brought, at(moment.held_on, time(16, 45)))


def _hang(moment: ContactMoment, brought: list[tuple[str, bytes]], now: datetime) -> None:
    told = Told(
        people=list(moment.people.all()),
        organisations=list(moment.organisations.all()),
        line=moment.line,
        channel=moment.channel,
        held_on=moment.held_on,
        summary=moment.summary,
        files=[files.checked(name, content) for name, content in brought],
    )
    contact_moments.change(moment=moment, told=told, by=moment.logged_by, now=now)
