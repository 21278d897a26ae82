import threading
from datetime import UTC, datetime

import pytest

from demo import letters
from demo.inbox_server import make_server
from walk.inbox import Inbox, Silence, doubles

RAW = """\
From: KIS <post@kis.example.org>\r
To: {address}\r
Subject: {subject}\r
Message-ID: <{number}@kis.example.org>\r
List-Unsubscribe: <http://127.0.0.1:8000/uitschrijven/{number}/>\r
List-Unsubscribe-Post: List-Unsubscribe=One-Click\r
Content-Type: text/plain; charset=utf-8\r
\r
Ja: http://127.0.0.1:8000/antwoord/ja/{number}/\r
"""


@pytest.fixture
def store(tmp_path):
    return letters.open_store(tmp_path / "letters.sqlite3")


@pytest.fixture
def inbox(tmp_path, store):
    """An inbox that really listens."""
    server = make_server(tmp_path / "letters.sqlite3", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Inbox(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


def deliver(store, address, *, subject="Kom je?", number="a1"):
    raw = RAW.format(address=address, subject=subject, number=number).encode()
    return letters.keep(store, sender="bounce@kis.example.org", recipients=[address], raw=raw, now=datetime.now(UTC))


def test_letters_are_found_by_their_whole_subject_and_only_the_new_ones(store, inbox):
    deliver(store, "vorige@example.org")
    before = inbox.newest()
    number = deliver(store, "samira@example.org")
    deliver(store, "samira@example.org", subject="Kom je? Antwoord gekregen")

    assert inbox.numbers("Kom je?", after=before) == {number: "samira@example.org"}


def test_an_empty_inbox_has_no_newest_letter(inbox):
    assert inbox.newest() == 0


def test_a_letter_leads_to_its_answer_and_to_leaving(store, inbox):
    letter = inbox.read(deliver(store, "samira@example.org", number="b2"))

    assert letter.link("/antwoord/ja/") == "http://127.0.0.1:8000/antwoord/ja/b2/"
    assert letter.one_click == "http://127.0.0.1:8000/uitschrijven/b2/"


def test_a_letter_that_never_comes_is_told(inbox):
    with pytest.raises(Silence, match=r"samira@example\.org"):
        inbox.wait_for("samira@example.org", after=0, seconds=0.1)


def test_the_next_letter_for_somebody_is_waited_for(store, inbox):
    before = deliver(store, "samira@example.org", subject="Oud")
    deliver(store, "ander@example.org")
    deliver(store, "samira@example.org", subject="Nieuw")

    assert inbox.wait_for("samira@example.org", after=before).subject == "Nieuw"


def test_a_letter_that_came_twice_is_counted_and_a_shared_mailbox_is_not(store, inbox):
    numbers = [
        deliver(store, "info@example.org", number="a1"),
        deliver(store, "info@example.org", number="a2"),
        deliver(store, "info@example.org", number="a2"),
    ]

    assert doubles([inbox.read(number) for number in numbers]) == 1
