"""A mail server to talk to, mailings to promise, and a postman to carry them."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from network.models import MailAddress
from post import postman
from post.actions import mailings
from post.models import Aside, Letter, LetterClass, Tally
from post.models.letter import SET_ASIDE
from tests.smtp import SmtpServer

NOW = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)


@pytest.fixture
def make_server(tmp_path, settings):
    """Return a function that starts a mail server and lets our settings point to it."""
    servers = []

    def make(**how):
        server = SmtpServer(tmp_path / f"smtp-{len(servers)}", **how)
        servers.append(server)
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_TIMEOUT = settings.POST_ANSWER_TIMEOUT = 5
        return server

    yield make
    for server in servers:
        server.close()


@pytest.fixture
def server(make_server):
    return make_server()


@pytest.fixture
def make_mailing(db):
    """Return a function that writes a newsletter nobody is promised yet."""

    def make(**fields):
        words = {"title": "November", "subject": "Nieuws voor [voornaam]", "text": "Dag [voornaam]", "scope": 7}
        return mailings.compose(**{"letter_class": LetterClass.NEWSLETTER, "now": NOW, **words, **fields})

    return make


@pytest.fixture
def promise(make_mailing, make_person):
    """Return a function that promises a mailing to so many people, or to these addresses."""

    def make(people=1, **fields):
        mailing = make_mailing(**fields)
        addresses = [f"p{n}@gemeente.example.org" for n in range(people)] if isinstance(people, int) else people
        numbers = [make_person(address=address).pk for address in addresses]
        wanted = MailAddress.objects.filter(person__in=numbers).values_list("person_id", "address")
        mailings.freeze(mailing=mailing, people=wanted, now=NOW)
        mailing.refresh_from_db()
        return mailing

    return make


@pytest.fixture
def deliver(server):
    """Return the postman, who works at once and within the transaction of the test."""

    def run(now=NOW, **how):
        return postman.deliver(clock=lambda: now, in_thread=False, **how)

    return run


def everybody():
    return MailAddress.objects.filter(preferred=True).values_list("person_id", "address")


def tallied(mailing):
    counts = Counter()
    for state, number in Tally.objects.filter(mailing=mailing).values_list("state", "number"):
        counts[state] += number
    return {state: number for state, number in counts.items() if number}


def assert_books_are_true(mailing):
    """The tallies and what is set aside say what the rows say."""
    rows = list(Letter.objects.filter(mailing=mailing).values_list("pk", "state"))
    assert tallied(mailing) == Counter(state for _pk, state in rows)
    apart = Aside.objects.filter(mailing=mailing).values_list("letter", "state")
    assert sorted(apart) == sorted(row for row in rows if row[1] in SET_ASIDE)
