"""What somebody without a mouse does."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from walk.inbox import Letter

STEPS = 80  # more stops than a page of ours has


class OutOfReach(Exception):
    """Tab never comes to what is needed."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on this.

    :raises OutOfReach: when it does not come there.
    """
    for _step in range(STEPS):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise OutOfReach(f"Tab does not reach {selector} on {page.url}.")


def sign_in(page: Page, address: str, password: str) -> None:
    """Log in by keyboard alone."""
    page.goto("/account/inloggen/")
    tab_to(page, "input[name=login]")
    page.keyboard.type(address)
    tab_to(page, "input[name=password]")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path == "/")


def answer(page: Page, letter: Letter, choice: str) -> None:
    """Answer an invitation by keyboard alone: `ja` or `nee`."""
    page.goto(letter.link(f"/antwoord/{choice}/"))
    tab_to(page, f"button[name=antwoord][value={choice}]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
