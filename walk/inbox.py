"""What arrived: the letters that the mail catcher kept, read as a program would read a mailbox."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

# Never through a proxy: everything is on this machine.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Silence(Exception):
    """What was waited for did not arrive."""


@dataclass(frozen=True)
class Letter:
    """One letter that arrived: for whom, and what a mail program finds in it."""

    recipient: str
    subject: str
    headers: dict[str, str]
    links: list[str]
    text: str

    def link(self, part: str) -> str:
        """Return the link with this part in its address."""
        return next(link for link in self.links if part in link)

    @property
    def number(self) -> str:
        """Return what sets this letter apart from every other."""
        return self.headers["Message-ID"]

    @property
    def one_click(self) -> str:
        """Return the address to which a mail program posts to leave the list (RFC 8058)."""
        return self.headers["List-Unsubscribe"].partition("<")[2].partition(">")[0]


@dataclass(frozen=True)
class Inbox:
    """The inbox at this address."""

    address: str

    def newest(self) -> int:
        """Return the number of the last letter that arrived; 0 when none did."""
        messages = self._ask("", limit=1)["messages"]
        return int(messages[0]["id"]) if messages else 0

    def numbers(self, subject: str, *, after: int) -> dict[int, str]:
        """Return the letters with this subject that came later, by number, with the address of each."""
        return {one["id"]: one["recipients"][0] for one in self._later(after) if one["subject"] == subject}

    def read(self, number: int) -> Letter:
        """Return one letter."""
        found = self._ask(f"/{number}")
        return Letter(found["recipients"][0], found["subject"], dict(found["headers"]), found["links"], found["text"])

    def wait_for(self, recipient: str, *, after: int, seconds: float = 60) -> Letter:
        """Return the first letter for this address that comes after a number.

        :raises Silence: when none comes in time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := [one["id"] for one in self._later(after) if recipient in one["recipients"]]:
                return self.read(min(found))
            time.sleep(0.3)
        raise Silence(f"No letter for {recipient} arrived within {seconds:.0f} seconds.")

    def send_back(self, number: int) -> None:
        """Let a letter come back because its mailbox does not exist, as the button below it does."""
        OPENER.open(
            urllib.request.Request(f"{self.address}/brief/{number}/terug/weg", method="POST"), timeout=10
        ).close()

    def _later(self, after: int) -> list[dict[str, Any]]:
        return list(self._ask("", after=after, limit=10_000)["messages"])

    def _ask(self, path: str, **values: Any) -> dict[str, Any]:
        with OPENER.open(f"{self.address}/api/messages{path}?{urlencode(values)}", timeout=30) as answer:
            return dict(json.load(answer))


def doubles(letters: Collection[Letter]) -> int:
    """Count the letters that are another's twin: a letter keeps its number however often it is tried (bar M15)."""
    return len(letters) - len({letter.number for letter in letters})
