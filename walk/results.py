"""What a colleague does after a release: undo it, or let it leave at once; and look at what came of it."""

from __future__ import annotations

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
