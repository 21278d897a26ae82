"""A real browser before the real pages: a page, somebody logged in, and what the browser complained about."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from demo import chromium

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and keep it on one worker: a browser is heavy."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium, started once; without one the test is skipped and says so."""
    place = chromium.find()
    if place is None:
        pytest.skip("no Chromium found: install it, or name it in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv(
            "DJANGO_ALLOW_ASYNC_UNSAFE", "1"
        )  # Playwright holds an event loop in this thread; nothing is async
        started = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_context(browser, live_server) -> Iterator[Callable]:
    """Return a function that opens a browser of its own: cookies, size, colours; it closes by itself."""
    opened = []

    def open_it(user=None, **options):
        context = browser.new_context(
            base_url=live_server.url, locale="nl-NL", **{"viewport": {"width": 1366, "height": 900}, **options}
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        if user is not None:
            log_in(context, user, live_server.url)
        return context

    yield open_it
    for context in opened:
        context.close()


@pytest.fixture
def page(open_context) -> Iterator:
    """An empty page of somebody without an account. At the end the browser may not have complained."""
    opened = open_context().new_page()
    complaints = listen(opened)
    yield opened
    assert complaints == []


@pytest.fixture
def page_of(open_context) -> Iterator[Callable]:
    """Return a function that opens a page of a user; the browser may not complain there either."""
    complaints = []

    def open_page(user, **options):
        opened = open_context(user, **options).new_page()
        complaints.append(listen(opened))
        return opened

    yield open_page
    assert [complaint for found in complaints for complaint in found] == []


@pytest.fixture
def axe_faults(open_context) -> Callable:
    """Return a function that lists what axe finds on an address: light, and dark on a phone (A1)."""
    from axe_playwright_python.sync_playwright import Axe

    def faults(path: str, user=None, prepare: Callable | None = None) -> list[str]:
        page = open_context(user, bypass_csp=True, reduced_motion="reduce").new_page()
        page.goto(path, wait_until="networkidle")
        if prepare:
            prepare(page)
        found = []
        for width, scheme in ((1366, "light"), (320, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
            found += [
                f"{path} {width} {scheme}: {fault['id']}: {node['html']}"
                for fault in result.response["violations"]
                for node in fault["nodes"]
            ]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found.append(f"{path} {width}: scrolls sideways")
        return found

    return faults


def log_in(context, user, url: str) -> None:
    """Give the browser a session of this user, as if they had logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}])


def listen(page) -> list[str]:
    """Collect what the browser complains about: scripts that fail, and what the content security policy stops."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"policy: {message.text}")
            if "content security policy" in message.text.lower().replace("-", " ")
            else None
        ),
    )
    return complaints
