"""Which pages there are: every kind of address once, found by following links as a person would."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

LINKS = "[...document.querySelectorAll('a[href]')].filter(a => !a.download).map(a => a.href)"
NUMBER = re.compile(r"(?<=/)\d+(?=/)")
TOKEN = re.compile(r"(?<=/)[\w:=-]{20,}(?=/)")
# A file to keep, the way out, and what belongs to the parts we did not build.
NOT_A_PAGE = re.compile(
    r"(\.\w{3,4}$|/rss/$|/uitloggen/|/api/|/bijlagen/|/geweigerd/|/bestand/|/vcard/|/kaart/(plaat|mee|gegevens)/|/k/)"
)


def kind(address: str) -> str:
    """Return what an address is one of: /netwerk/personen/12/ is a /netwerk/personen/#/."""
    return TOKEN.sub("…", NUMBER.sub("#", urlsplit(address).path))


def pages(page: Page, web: str, first: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Open one page of each kind that was not seen yet, from these on, and yield its address while it is open."""
    waiting = deque(urljoin(web, address) for address in first)
    while waiting:
        address = waiting.popleft()
        if kind(address) in seen or not is_ours(address, web):
            continue
        seen.add(kind(address))
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        seen.add(kind(page.url))
        waiting.extend(page.evaluate(LINKS))
        yield address


def is_ours(address: str, web: str) -> bool:
    """Tell whether this is a page of the product that we look at."""
    return address.startswith(web) and not NOT_A_PAGE.search(urlsplit(address).path)
