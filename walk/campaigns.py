"""What a colleague does with an invitation: choose people, write, look, try, release, follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from playwright.sync_api import Page, expect

from walk.events import Meeting

LINES = ("6 · ", "10 · ")
GROUPS = ("Gemeenten", "Maatschappelijke organisaties", "Kennisinstellingen")


def make(page: Page, meeting: Meeting) -> str:
    """Begin an invitation on the page of an event; return the address of the campaign."""
    page.goto(meeting.address)
    page.locator("a[href*='/verzendingen/nieuw/']").click()
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/verzendingen/*/wie/")
    return page.url.removesuffix("wie/")


def choose(page: Page) -> list[int]:
    """Tick whom it is for; return what the live count said after each tick."""
    counts = [reach(page)]
    for part, labels in (("lines", LINES), ("target_groups", GROUPS)):
        choices = page.locator("details", has=page.locator(f"[name={part}]"))
        if choices.get_attribute("open") is None:
            choices.locator("summary").click()
        for label in labels:
            box = choices.get_by_label(label)
            if not box.is_checked():
                with page.expect_response(lambda answer: answer.request.method == "POST"):
                    box.check()
                counts.append(reach(page))
    return counts


def reach(page: Page) -> int:
    """Read how many people get it."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    return _number(page.locator("#bereik .stat b").inner_text())


def left_out(page: Page, campaign: str, reason: str) -> int:
    """Read how many people a reason leaves out, and see that as many stand on the list behind that number."""
    page.goto(f"{campaign}wie/")
    row = page.locator("#bereik tr", has=page.locator(f"a[href*='/wie/{reason}/']"))
    if not row.count():
        return 0
    number = _number(row.locator("td").inner_text())
    row.locator("a").click()
    page.wait_for_url(f"**/wie/{reason}/**")
    expect(page.locator("#lijst tbody tr")).to_have_count(min(number, 25))
    return number


def save_audience(page: Page) -> None:
    """Keep the choice and go on to the text."""
    page.locator("main form.split button.btn--main").click()
    page.wait_for_url("**/tekst/")


def write(page: Page, campaign: str, subject: str, body: Sequence[str]) -> None:
    """Write the letter and go on to look at it."""
    page.goto(f"{campaign}tekst/")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=body]").fill("\n\n".join(body))
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/bekijk/")


def look(page: Page) -> tuple[str, str]:
    """Look at the letter as the next reader gets it; return the name and the letter."""
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/bekijk/?persoon=*")
    name = page.locator("section[aria-labelledby=h-voor] strong").first.inner_text()
    return name, page.frame_locator("iframe.preview").locator("body").inner_text()


def try_out(page: Page, campaign: str) -> None:
    """Send the letter to oneself."""
    page.goto(f"{campaign}bekijk/")
    page.locator("form[action$='/proef/'] button").click()
    expect(page.locator(".msg--good")).to_be_visible()


def release(page: Page, campaign: str, *, at: datetime | None = None) -> int:
    """Release the letter, at once or at a moment; return to how many people the product said it goes."""
    page.goto(f"{campaign}bekijk/")
    if at:
        page.locator("[name=when][value=later]").check()
        page.locator("[name=day]").fill(f"{at:%Y-%m-%d}")
        page.locator("[name=time]").fill(f"{at:%H:%M}")
    page.locator("form[action$='/verstuur/'] button").click()
    page.wait_for_url("**/verstuur/?*")
    said = re.search(r"[\d.]+", page.locator("h1").inner_text())
    page.locator("main form button.btn--main").click()
    page.wait_for_url(campaign)
    return _number(said[0]) if said else 0


def pause(page: Page) -> None:
    """Hold back what has not left, on the page that shows how it goes."""
    page.locator("form[action$='/pauze/'] button").click()
    expect(page.locator("form[action$='/verder/']")).to_be_visible()


def go_on(page: Page) -> None:
    """Let what waits go out after all."""
    page.locator("form[action$='/verder/'] button").click()
    expect(page.locator("form[action$='/pauze/']")).to_be_visible()


def wait_until_finished(page: Page, *, seconds: float = 60) -> None:
    """Watch the page that shows how it goes until it says by itself that all letters came to their end."""
    expect(page.locator("form[action$='/kopie/']")).to_be_visible(timeout=seconds * 1000)


def counted(page: Page, state: str) -> int:
    """Read how many letters stand in a state, such as sent or skipped."""
    told = page.locator(f"#tel-{state}")
    return _number(told.inner_text()) if told.count() else 0


def _number(text: str) -> int:
    return int(text.replace(".", ""))
