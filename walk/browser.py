"""A real browser, and everything it complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from demo import chromium

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Scheme = Literal["light", "dark"]
LOOKS: list[tuple[int, Scheme]] = [(1366, "light"), (1366, "dark"), (390, "light"), (390, "dark")]
HEIGHT = 900
PATIENCE = 30_000  # milliseconds for one thing to appear on a busy machine
# A violation of the content security policy is an event; this says it aloud where we listen.
LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


class NoBrowser(Exception):
    """There is no Chromium to walk with."""


@dataclass
class Visit:
    """Opens browsers of visitors and remembers what went wrong in any of them."""

    browser: Browser
    web: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pages_checked: int = 0

    @contextmanager
    def visitor(self, **options: Any) -> Iterator[Page]:
        """Open a browser of its own, without cookies of any other."""
        context = self._context(**options)
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: script: {error}"))
        page.on("console", lambda message: self._hear(page, message))
        yield page  # a page on which something went wrong stays open, for the picture of the end
        context.close()

    def picture_of_the_end(self) -> None:
        """Take a picture of every page that is open, to see where a walk ended."""
        pages = [page for context in self.browser.contexts for page in context.pages]
        for number, page in enumerate(pages):
            page.screenshot(path=self.pictures / f"einde-{number}.png", full_page=True)

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{page.url}: {message.text}")

    def _context(self, **options: Any) -> BrowserContext:
        options |= {"viewport": {"width": LOOKS[0][0], "height": HEIGHT}, "locale": "nl-NL"}
        context = self.browser.new_context(base_url=self.web, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        return context

    def inspect(self, name: str, address: str, *, of: Page | None = None) -> None:
        """Take pictures of a page and let axe look at it: wide and narrow, light and dark, as a visitor or a stranger.

        Axe needs a browser that lets its script in, so this is a browser of its own.
        """
        context = self._context(storage_state=of.context.storage_state() if of else None, bypass_csp=True)
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=self.pictures / f"{name}-{width}-{scheme}.png", full_page=True)
            self._check(page, f"{name} {width} {scheme}")
        context.close()
        self.pages_checked += 1

    def _check(self, page: Page, look: str) -> None:
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        for fault in result.response["violations"]:
            self.faults += [f"{look}: {fault['id']}: {node['html']}" for node in fault["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.faults.append(f"{look}: scrolls sideways")


@contextmanager
def visiting(web: str, pictures: Path) -> Iterator[Visit]:
    """Start Chromium for this block.

    :raises NoBrowser: when there is none on this machine.
    """
    place = chromium.find()
    if place is None:
        raise NoBrowser("No Chromium found: install it, or name it in CHROMIUM.")
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield Visit(browser, web, pictures)
        browser.close()
