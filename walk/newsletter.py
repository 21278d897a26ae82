"""What a reader does: subscribes, confirms, chooses a pause, asks why a letter came, leaves and comes back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from bench.report import Figure, exactly
from walk import readers
from walk.browser import Visit
from walk.inbox import Inbox, Letter

FORM = "/nieuwsbrief/"
ROBOTS_ARE_QUICKER = 2.2  # seconds; the form does not believe who is


def walk(visit: Visit, inbox: Inbox, stamp: str, invitation: Letter) -> Iterator[Figure]:
    """Do all of it with an address nobody has yet; `invitation` is a letter to somebody who looks why it came."""
    address = f"lezer-{re.sub(r'[^0-9]', '', stamp)}@gemeente-hardenveen.example.org"
    visit.inspect("nieuwsbrief", FORM)
    with visit.visitor() as page:
        letter = subscribe(page, inbox, address)
        readers.scan(letter)
        page.goto(letter.link("/nieuwsbrief/bevestigen/"))
        expect(page.locator("button[name=keuze]")).to_have_count(2)
        visit.inspect("nieuwsbrief-bevestigen", page.url)
        page.locator("button[name=keuze][value=ja]").click()
        yield told("walk.subscribed", "readers on the list after one press, and not before", page)
        call_me(page)
        mine = ask_my_link(page, inbox, address).link("/voorkeuren/")
        visit.inspect("voorkeuren", mine)
        yield from change(page, inbox, address, mine)
        page.goto(invitation.link("/waarom/"))
        visit.inspect("waarom", page.url)
        words = page.locator("blockquote").count()
        yield exactly("walk.why", "pages that show the words somebody agreed to", words, "", 1)


def subscribe(page: Page, inbox: Inbox, address: str) -> Letter:
    """Ask for the newsletter on the form, and return the letter that asks to confirm it."""
    before = inbox.newest()
    page.goto(FORM)
    page.locator("#id_address").fill(address)
    page.locator("input[name=lists][value=kis-nieuwsbrief]").check()
    time.sleep(ROBOTS_ARE_QUICKER)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/nieuwsbrief/gevraagd/**")
    return inbox.wait_for(address, after=before)


def told(figure: str, what: str, page: Page) -> Figure:
    """Return whether the page says that it is done."""
    expect(page.locator(".msg--good")).to_be_visible()
    return exactly(figure, what, page.locator(".msg--good").count(), "", 1)


def call_me(page: Page) -> None:
    """Tell one's name, which nobody has to."""
    page.locator("#id_given_name").fill("Noor")
    page.locator("#id_family_name").fill("Dijkstra")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#id_given_name")).to_have_count(0)


def ask_my_link(page: Page, inbox: Inbox, address: str) -> Letter:
    """Let the link to one's preferences come by mail."""
    before = inbox.newest()
    page.goto("/voorkeuren/")
    page.locator("#id_address").fill(address)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".msg--good")).to_be_visible()
    return inbox.wait_for(address, after=before)


def change(page: Page, inbox: Inbox, address: str, mine: str) -> Iterator[Figure]:
    """Take a pause, stop everything, and take that back by the mail about it."""
    before = inbox.newest()
    page.goto(mine)
    page.locator("input[name=often][value=pauze-3]").check()
    page.locator("button[name=action][value=save]").click()
    expect(page.locator("input[name=often][value=pauze]")).to_be_checked()
    inbox.wait_for(address, after=before)
    before = inbox.newest()
    page.locator("button[name=action][value=stop_all]").click()
    expect(page.locator("input[name=lists]:checked")).to_have_count(0)
    page.goto(inbox.wait_for(address, after=before).link("/ongedaan/"))
    page.locator("button[name=keuze][value=ja]").click()
    expect(page.locator("button[name=keuze]")).to_have_count(0)
    page.goto(mine)
    kept = page.locator("input[name=lists]:checked").count()
    yield exactly("walk.back_on_list", "lists that came back after stopping everything and undoing it", kept, "", 1)
