"""Following links: out to the open internet and nowhere else (Z36, S6)."""

import http.server
import socket
import threading

import pytest
from django.urls import reverse

from newsletter import reaching
from newsletter.actions import link_checks
from newsletter.models import LinkCheck, LinkOutcome
from newsletter.queries import issue_checks
from newsletter.reaching import Answer, follow, is_open
from tests.newsletter.conftest import NOW


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "fe80::1%eth0",
        "fd00::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_an_address_of_our_own_house_is_not_open(address):
    assert not is_open(address)


@pytest.mark.parametrize("address", ["145.100.1.1", "2a02:2308::1"])
def test_an_address_of_the_internet_is_open(address):
    assert is_open(address)


@pytest.fixture
def website():
    """A website on loopback that counts who comes; `/weg` is gone, `/om` leads on to it."""

    class Site(http.server.BaseHTTPRequestHandler):
        asked: list[str] = []

        def do_HEAD(self):
            self.asked.append(self.path)
            self.send_response({"/weg": 404, "/om": 302, "/boos": 403, "/stuk": 500}.get(self.path, 200))
            self.send_header("Location", "/weg") if self.path == "/om" else None
            self.end_headers()

        def log_message(self, *_words):
            pass

    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port, Site.asked
    server.shutdown()
    server.server_close()
    thread.join()


def named(monkeypatch, port, addresses):
    """Let every name lead to these addresses, and every line to the website of the test."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda *_a, **_k: found)

    def line(_to, timeout):
        line = socket.socket()
        line.settimeout(timeout)
        line.connect(("127.0.0.1", port))
        return line

    monkeypatch.setattr(reaching.socket, "create_connection", line)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://kis.nl:6379/",
        "http://iemand:geheim@kis.nl/",
        "file:///etc/passwd",
        "gopher://kis.nl/",
        "http://",
        "http://[x",
    ],
)
def test_nobody_is_asked_at_an_address_that_is_not_open(url, monkeypatch):
    def refuse(*_where, **_how):
        raise AssertionError("a line was opened")

    monkeypatch.setattr(reaching.socket, "create_connection", refuse)

    assert follow(url) == Answer(LinkOutcome.UNKNOWN)


def test_a_name_with_one_address_in_our_house_is_not_followed(website, monkeypatch):
    port, asked = website
    named(monkeypatch, port, ["145.100.1.1", "127.0.0.1"])

    assert follow("http://kis.nl/") == Answer(LinkOutcome.UNKNOWN)
    assert asked == []


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/goed", Answer(LinkOutcome.WORKS, 200)),
        ("/weg", Answer(LinkOutcome.DEAD, 404)),
        ("/om", Answer(LinkOutcome.DEAD, 404)),
        ("/boos", Answer(LinkOutcome.UNKNOWN, 403)),
        ("/stuk", Answer(LinkOutcome.UNKNOWN, 500)),
    ],
)
def test_a_link_is_dead_only_when_the_website_says_so(website, monkeypatch, path, answer):
    named(monkeypatch, website[0], ["145.100.1.1"])

    assert follow(f"http://kis.nl{path}") == answer


def test_a_website_that_leads_into_our_house_is_not_followed_there(website, monkeypatch):
    port, asked = website
    named(monkeypatch, port, ["145.100.1.1"])
    look_up = reaching.socket.getaddrinfo
    monkeypatch.setattr(reaching, "urljoin", lambda *_a: "http://intern.example.org/")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(reaching.socket, "getaddrinfo", lambda host, *a, **k: inside if "intern" in host else look_up())

    assert follow("http://kis.nl/om") == Answer(LinkOutcome.UNKNOWN)
    assert asked == ["/om"]


def test_the_links_of_an_issue_wait_until_a_worker_followed_them(issue, make_item, editor):
    make_item(heading="Een", text="Lees https://kis.nl/a en https://kis.nl/b.", url="https://kis.nl/a")

    asked = link_checks.ask(campaign=issue, by=editor, now=NOW)
    waiting = set(LinkCheck.objects.values_list("url", "outcome"))
    carried = link_checks.carry(follow=lambda url: Answer(LinkOutcome.WORKS, 200), clock=lambda: NOW)

    assert asked == carried == 2
    assert waiting == {("https://kis.nl/a", "waiting"), ("https://kis.nl/b", "waiting")}
    assert set(LinkCheck.objects.values_list("outcome", "status", "checked_at")) == {("works", 200, NOW)}


def test_a_name_that_does_not_exist_is_dead_and_a_dns_that_is_silent_says_nothing(monkeypatch):
    def answers(error):
        def look_up(*_a, **_k):
            raise socket.gaierror(error, "x")

        monkeypatch.setattr(reaching.socket, "getaddrinfo", look_up)
        return follow("http://kis.nll/")

    assert answers(socket.EAI_NONAME) == Answer(LinkOutcome.DEAD)
    assert answers(socket.EAI_AGAIN) == Answer(LinkOutcome.UNKNOWN)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/nieuwsbrief/", Answer(LinkOutcome.WORKS, 200)),
        ("/bestaat-niet/", Answer(LinkOutcome.DEAD, 404)),
        ("/verzendingen/", Answer(LinkOutcome.DEAD, 403)),
        ("/nieuwsbrief", Answer(LinkOutcome.WORKS, 200)),
    ],
)
def test_a_page_of_our_own_is_seen_as_a_stranger_sees_it(db, settings, monkeypatch, path, answer):
    def refuse(*_where, **_how):
        raise AssertionError("a line was opened")

    monkeypatch.setattr(reaching.socket, "create_connection", refuse)

    assert follow(f"{settings.BASE_URL}{path}") == answer


def test_an_event_that_is_not_published_is_a_dead_link_until_it_is(event, settings):
    url = settings.BASE_URL + reverse("events:event_detail", args=[event.slug])
    type(event).objects.update(published_at=None)
    before = follow(url)
    type(event).objects.update(published_at=NOW)

    assert (before.outcome, follow(url).outcome) == (LinkOutcome.DEAD, LinkOutcome.WORKS)


@pytest.mark.parametrize(
    ("found", "tone", "said"),
    [
        (Answer(LinkOutcome.DEAD), "warn", "De website van een link bestaat niet."),
        (Answer(LinkOutcome.DEAD, 403), "bad", "Een link gaat naar een pagina waarvoor lezers moeten inloggen."),
        (Answer(LinkOutcome.DEAD, 404), "bad", "Een link loopt dood."),
    ],
)
def test_the_check_says_what_is_wrong_with_a_link(issue, make_item, editor, found, tone, said):
    """Z36: what may be our own trouble can stay with a reason, the rest is mended first."""
    make_item(heading="Een", url="https://kis.nl/a")
    link_checks.ask(campaign=issue, by=editor, now=NOW)
    link_checks.carry(follow=lambda url: found, clock=lambda: NOW)

    links = [check for check in issue_checks.checks(issue, NOW) if check.help == "https://kis.nl/a"]

    assert [(check.tone, check.text) for check in links] == [(tone, said)]
