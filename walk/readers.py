"""What people do with a letter, and what machines do with it before them."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from walk.inbox import OPENER, Letter

SCANNER = {"User-Agent": "Mozilla/5.0 (compatible; LinkScanner/2.1)"}
ONE_CLICK_FORM = b"List-Unsubscribe=One-Click"
ONE_CLICK_PARTS = b'--seam\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--seam--\r\n'


def scan(letter: Letter) -> None:
    """Open every link of a letter on our pages, as a mail gateway does before the person sees it (bar M5, Z17)."""
    button = [letter.one_click] if "List-Unsubscribe" in letter.headers else []  # a service letter has none
    for link in dict.fromkeys([*letter.links, *button]):
        if urlsplit(link).scheme in ("http", "https"):
            for method in ("HEAD", "GET"):
                OPENER.open(urllib.request.Request(link, headers=SCANNER, method=method), timeout=30).close()


def answer(page: Page, letter: Letter, choice: str) -> None:
    """Follow a button of the letter and press the same one on the page: `ja` or `nee`."""
    page.goto(letter.link(f"/antwoord/{choice}/"))
    with page.expect_navigation():
        page.locator(f"button[name=antwoord][value={choice}]").click()


def leave_by_mail_program(letter: Letter) -> None:
    """Press the unsubscribe button of a mail program, twice: once in each encoding (RFC 8058; bar M4, M6)."""
    for body, kind in (
        (ONE_CLICK_FORM, "application/x-www-form-urlencoded"),
        (ONE_CLICK_PARTS, "multipart/form-data; boundary=seam"),
    ):
        request = urllib.request.Request(letter.one_click, body, {"Content-Type": kind}, method="POST")
        with OPENER.open(request, timeout=30) as response:
            assert response.status == 200, response.status
            assert response.url == letter.one_click, "a mail program follows no redirect"
            assert "Set-Cookie" not in response.headers, "a mail program keeps no cookie"


def leave(page: Page, letter: Letter) -> None:
    """Leave the list on the page behind the link in the letter."""
    page.goto(letter.one_click)
    page.locator("button[name=action][value=leave]").click()
    expect(page.locator("button[name=action][value=leave]")).to_have_count(0)
