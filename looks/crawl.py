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
# A file to keep, the way out, a form for another site, and what belongs to the parts we did not build.
NOT_A_PAGE = re.compile(
    r"(\.\w{3,4}$|/rss/$|/uitloggen/|/api/|/bijlagen/|/geweigerd/|/bestand/|/vcard/|/importeren/voorbeeld/"
    r"|/nieuwsbrief/formulier/|/kaart/(plaat|mee|gegevens)/|/k/)"
)


def kind(address: str) -> str:
    """Return what an address is one of: /netwerk/personen/12/ is a /netwerk/personen/#/."""
    return TOKEN.sub("…", NUMBER.sub("#", urlsplit(address).path))


def pages(page: Page, web: str, first: Iterable[str], seen: set[str], closed: list[str]) -> Iterator[str]:
    """Follow the links of one page of each kind, from these on, and yield the address of what nobody saw yet.

    What another role saw already is opened once more: it may lead this role to pages that the other did not meet.
    Links to a page that this role may not open, or that is not there, are added to `closed`.
    """
    waiting, opened = deque(urljoin(web, address) for address in first), set[str]()
    while waiting:
        address = waiting.popleft()
        if kind(address) in opened or not is_ours(address, web):
            continue
        answer = page.goto(address, wait_until="networkidle")
        kinds = {kind(address), kind(page.url)}
        opened |= kinds
        if answer is None or answer.status != 200:
            closed.append(f"a link leads to a closed door: {address}")
            continue
        if "html" not in answer.headers.get("content-type", ""):
            continue
        waiting.extend(page.evaluate(LINKS))
        if kinds - seen:
            seen |= kinds
            yield address


def is_ours(address: str, web: str) -> bool:
    """Tell whether this is a page of the product that we look at."""
    return address.startswith(web) and not NOT_A_PAGE.search(urlsplit(address).path)
