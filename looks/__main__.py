"""Look at every page of the product with every role: `python -m looks`, beside the demo that runs or one of its own.

Leaves pictures in build/looks/ and tells what is wrong; fails when something is. Words choose pages by a part of
their address.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Page

from demo.processes import ServiceError
from demo.world.cast import MEMBER, PASSWORD, logins
from looks import crawl, measures
from walk import keyboard
from walk.browser import HEIGHT, NoBrowser, Scheme, Visit, visiting
from walk.inbox import Inbox

BUILD = Path(__file__).resolve().parent.parent / "build" / "looks"
LOOKS: list[tuple[int, Scheme]] = [(1366, "light"), (390, "light"), (390, "dark"), (320, "light")]
AXE_LOOKS = [LOOKS[0], LOOKS[2]]  # axe is slow, and sees the same at each width of a kind
STRANGER = "visitor"
LETTERS = 40  # the newest letters hold a personal link of each kind


def main(words: list[str]) -> int:
    """Look at all pages with all roles, say what is wrong and return 1 when something is."""
    wanted = read(words)
    seen: set[str] = set()
    faults = 0
    try:
        with visiting(wanted.web, BUILD) as visit:
            for role in wanted.roles or roles():
                closed: list[str] = []
                for address, page in walk_as(role, visit, Inbox(wanted.inbox), seen, closed):
                    if any(word in address for word in wanted.words or [""]):
                        faults += say(address, look_at(page, crawl.kind(address), quick=wanted.quick))
                faults += say(role, closed if role != STRANGER else [])  # links in old letters may be over
            faults += say("the browser", visit.complaints)
    except (ServiceError, NoBrowser) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"{len(seen)} kinds of pages, {faults} faults. Pictures: {BUILD}")
    return 1 if faults else 0


def say(what: str, faults: list[str]) -> int:
    """Tell what was looked at and what is wrong with it; return how much that is."""
    print(f"  {what}", *(f"    ! {fault}" for fault in faults), sep="\n", flush=True)
    return len(faults)


def read(words: list[str]) -> argparse.Namespace:
    """Read where the demo is, and what to look at."""
    parser = argparse.ArgumentParser(prog="python -m looks", description=__doc__)
    parser.add_argument("--web", default=os.environ.get("BASE_URL"))
    parser.add_argument("--inbox", default=os.environ.get("INBOX_URL"))
    parser.add_argument("--role", dest="roles", action="append", help="the address of a login, or `visitor`")
    parser.add_argument("--quick", action="store_true", help="take the pictures and leave axe out")
    parser.add_argument("words", nargs="*")
    return parser.parse_args(words)


def roles() -> list[str]:
    """Return who looks, staff first: they meet most pages, and each kind is looked at once."""
    return [address for _label, address, _word in logins() if address != MEMBER.address] + [MEMBER.address, STRANGER]


def walk_as(role: str, visit: Visit, inbox: Inbox, seen: set[str], closed: list[str]) -> Iterator[tuple[str, Page]]:
    """Yield address and open page of each kind of page that this role meets first."""
    first: Iterable[str] = ["/"]
    with visit.visitor(bypass_csp=True) as page:
        if role == STRANGER:
            first = ["/account/inloggen/", "/bijeenkomsten/", "/nieuwsbrief/", "/voorkeuren/", *personal(inbox)]
        else:
            keyboard.sign_in(page, role, PASSWORD)
        for address in crawl.pages(page, visit.web, first, seen, closed):
            yield address, page


def personal(inbox: Inbox) -> Iterator[str]:
    """Yield the links of the newest letters."""
    newest = inbox.newest()
    for number in range(newest, max(0, newest - LETTERS), -1):
        yield from inbox.read(number).links


def look_at(page: Page, name: str, *, quick: bool) -> list[str]:
    """Take pictures of the open page, wide and narrow, light and dark, and return what is wrong."""
    file, found = name.strip("/").replace("/", "_").replace("#", "1"), []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=BUILD / f"{file}-{width}-{scheme}.png", full_page=True)
        found += measures.seen(page, f"{name} {width} {scheme}")
        if not quick and (width, scheme) in AXE_LOOKS:
            found += measures.axe(page, f"{name} {width} {scheme}")
    page.set_viewport_size({"width": LOOKS[0][0], "height": HEIGHT})
    return found + measures.stops(page, name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
