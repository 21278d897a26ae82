"""What colleagues do with an event before and after its letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

ATELIER = "Aanpak institutioneel racisme"
LINE = "6 · "  # how the choice of the programme line begins
PLACES = 60
DUTCH = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Meeting:
    """An event by its title, and the page on which colleagues see how it stands."""

    title: str
    address: str


@dataclass(frozen=True)
class Standing:
    """How it stands with an event, as its page tells."""

    coming: int
    waiting: int
    declined: int
    unanswered: int

    @property
    def answered(self) -> int:
        return self.coming + self.waiting + self.declined


def the_atelier(page: Page, stamp: str) -> Meeting:
    """Return the real kennisatelier while nobody was invited to it; else a new event that is like it.

    So the first walk through a fresh demo uses the real series, and every later walk works too.
    """
    page.goto("/bijeenkomsten/")
    link = page.get_by_role("link", name=ATELIER, exact=True)
    if link.count():
        link.first.click()
        page.wait_for_url("**/bijeenkomsten/beheer/*/")
        now = standing(page)
        if not (now.answered or now.unanswered):
            return Meeting(ATELIER, page.url)
    return plan(page, f"{ATELIER} (proefronde {stamp})")


def plan(page: Page, title: str) -> Meeting:
    """Plan a small kennisatelier and publish it."""
    page.goto("/bijeenkomsten/")
    page.locator("a[href$='/beheer/nieuw/']").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=kind]").select_option("kennisatelier")
    page.locator("[name=summary]").fill("Wat kun je doen tegen institutioneel racisme?")
    page.get_by_label(LINE).check()
    page.locator("[name=held_on]").fill(f"{datetime.now(DUTCH) + timedelta(days=28):%d-%m-%Y}")
    page.locator("[name=starts_at]").fill("15.00")
    page.locator("[name=ends_at]").fill("16.30")
    page.locator("[name=online]").check()
    page.locator("[name=capacity]").fill(str(PLACES))
    page.locator("main form button.btn--main").click()
    page.wait_for_url("**/bijeenkomsten/beheer/*/")
    page.locator("form[action$='/publiceren/'] button").click()
    expect(page.locator("form[action$='/van-de-site/']")).to_be_visible()
    return Meeting(title, page.url)


def standing_of(page: Page, meeting: Meeting) -> Standing:
    """Open the page of an event and read how it stands."""
    page.goto(meeting.address)
    return standing(page)


def standing(page: Page) -> Standing:
    """Read how it stands from the page that is open."""
    told = page.locator("#stand .stats b").all_inner_texts()
    return Standing(*(int(number.replace(".", "")) for number in told))


def wait_for_standing(page: Page, *, coming: int, waiting: int, declined: int) -> Standing:
    """Wait until the open page tells this, without asking for it again: it is live."""
    for place, number in enumerate((coming, waiting, declined)):
        expect(page.locator("#stand .stats b").nth(place)).to_have_text(str(number))
    return standing(page)
