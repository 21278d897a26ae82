"""What a colleague does after a release: undo it, or let it leave at once; and look at what came of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def undo(page: Page) -> None:
    """Take the release back while nothing has left; the letter is a draft again."""
    page.locator("#ongedaan").click()
    page.wait_for_url("**/bekijk/")
    expect(page.locator(".msg--good")).to_be_visible()


def leave_now(page: Page) -> None:
    """Give up the time for undoing, so that the letters leave at once."""
    page.locator("#meteen").click()
    expect(page.locator("#meteen")).to_have_count(0)


def sent(page: Page, campaign: str) -> int:
    """Read on the page of results how many letters of a campaign were sent."""
    page.goto("/verzendingen/resultaten/")
    link = page.locator(f"a[href='{urlsplit(campaign).path}']")
    row = page.locator("#lijst tbody tr", has=link)
    return int(row.locator("td.num").first.inner_text().replace(".", ""))
