"""What a colleague does after a release: undo it, or let it leave at once; and look at what came of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

COLUMNS = {"sent": 0, "came back": 3, "left": 7}  # of the table of results


def undo(page: Page) -> None:
    """Take the release back while nothing has left; the letter is a draft again."""
    page.locator("#ongedaan").click()
    page.wait_for_url("**/bekijk/")
    expect(page.locator(".msg--good")).to_be_visible()


def leave_now(page: Page) -> None:
    """Give up the time for undoing, so that the letters leave at once."""
    page.locator("#meteen").click()
    expect(page.locator("#meteen")).to_have_count(0)


def read(page: Page, campaign: str) -> dict[str, int]:
    """Read on the page of results what came of a campaign: letters sent and come back, and who left the list."""
    page.goto("/verzendingen/resultaten/")
    link = page.locator(f"a[href='{urlsplit(campaign).path}']")
    numbers = page.locator("#lijst tbody tr", has=link).locator("td.num").all_inner_texts()
    return {name: int(numbers[place].replace(".", "")) for name, place in COLUMNS.items()}
