"""What follows when a letter comes back for good: the address is dead, somebody finds out, and no letter goes there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from playwright.sync_api import Page

from bench.report import Figure, exactly
from walk import campaigns
from walk.browser import Visit

RETURNED = "/verzendingen/terug/"
DEAD, LEFT_OUT = "bestaat niet meer", "adres-dood"
FOLLOW_UP = "Wie volgt deze persoon op?"


def personal(recipients: Mapping[int, str]) -> int:
    """Return the number of the first letter to a mailbox of one reader: a dead one is then dead for nobody else."""
    readers = Counter(recipients.values())
    return min(number for number, address in recipients.items() if readers[address] == 1)


def left_out(page: Page, campaign: str) -> int:
    """Read how many people a letter leaves out because their address is dead."""
    return campaigns.left_out(page, campaign, LEFT_OUT)


def handled(visit: Visit, page: Page, name: str, address: str) -> Iterator[Figure]:
    """Read on the page of whose letter came back last that the address is dead, and that a task asks who finds out."""
    page.goto(RETURNED)
    page.locator("#lijst tbody th a").first.click()
    page.wait_for_url("**/netwerk/personen/*/")
    visit.inspect(f"{name}-persoon", page.url, of=page)
    dead = page.locator("dd div", has_text=address).get_by_text(DEAD).count()
    yield exactly(f"walk.{name}_dead", "addresses that are dead after one hard bounce", dead, "", 1)
    asked = page.locator("#taken li", has_text=FOLLOW_UP).count()
    yield exactly(f"walk.{name}_task", "tasks that ask who follows this person up", asked, "", 1)
