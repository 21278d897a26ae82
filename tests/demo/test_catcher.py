"""The catcher takes every letter there is, as it is, and says so only when it is on disk."""

import asyncio
import smtplib
import socket
import threading
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from demo import catcher, letters

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "letters.sqlite3"


@pytest.fixture
def store(path):
    with closing(letters.open_store(path)) as opened:
        yield opened


@pytest.fixture
def port(path):
    """Run the mail server in a thread and return its port."""
    started, loop = threading.Event(), asyncio.new_event_loop()
    ports = []

    async def serve():
        with closing(letters.open_store(path)) as opened:
            server = await catcher.serve_smtp(opened, 0)
            ports.append(server.sockets[0].getsockname()[1])
            ended = asyncio.Event()
            loop.ended = ended
            started.set()
            await ended.wait()
            server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    started.wait(10)
    yield ports[0]
    loop.call_soon_threadsafe(loop.ended.set)
    thread.join()
    loop.close()


def letter(subject="Hallo", **headers):
    message = EmailMessage()
    for name, value in {
        "From": "kis@example.org",
        "To": "Samira <s@example.org>",
        "Subject": subject,
        **headers,
    }.items():
        message[name] = value
    message.set_content("Dag\n")
    return message


def test_a_letter_arrives_byte_for_byte_with_its_envelope(port, store):
    raw = b"Subject: punten\r\n\r\n.een regel\r\nZ\xc3\xbcrich\r\n"

    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail("bounce@example.org", ["a@example.org", "b@example.org"], raw)

    [kept] = letters.find(store)
    assert (kept.sender, kept.recipients) == ("bounce@example.org", ["a@example.org", "b@example.org"])
    assert letters.read(store, kept.id) == (kept, raw)


def test_it_offers_what_a_fast_sender_needs(port):
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()

        assert {"pipelining", "8bitmime", "smtputf8", "size"} <= set(smtp.esmtp_features)


def test_letters_sent_without_waiting_for_answers_all_arrive(port, store):
    one = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line, line.makefile("rb") as replies:
        replies.readline()
        line.sendall(b"EHLO here\r\n")
        while not replies.readline().startswith(b"250 "):
            pass
        line.sendall(one)
        codes = []
        for number in range(50):
            codes += [replies.readline()[:3] for _ in range(3)]
            line.sendall(f"Subject: {number}\r\n\r\nDag\r\n.\r\n".encode() + one)
            codes.append(replies.readline()[:3])

    assert set(codes) == {b"250", b"354"}
    assert [kept.subject for kept in letters.find(store)] == [str(number) for number in reversed(range(50))]


def test_an_address_beyond_ascii_arrives(port, store):
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(letter(), "kis@example.org", ["zoë@voorbeeld.example.org"])

    assert letters.find(store)[0].recipients == ["zoë@voorbeeld.example.org"]


@pytest.mark.parametrize("words", ["samira", "<S@EXAMPLE", "onder werp", "BOUNCE+7", "EÉN"])
def test_letters_are_found_by_address_and_subject_whatever_the_case(store, words):
    for subject in ("Eén onderwerp", "Twee"):
        sender = "bounce+7@example.org" if subject != "Twee" else "other@example.org"
        message = letter(subject, To="Samira <s@example.org>" if subject != "Twee" else "t@example.net")
        letters.keep(store, sender=sender, recipients=["x@example.net"], raw=message.as_bytes(), now=NOW)

    assert [found.subject for found in letters.find(store, words)] == ["Eén onderwerp"]
    assert letters.count(store, words) == 1


def test_numbers_go_on_after_the_inbox_was_emptied(store):
    first = letters.keep(store, sender="", recipients=["a@example.org"], raw=b"", now=NOW)
    letters.empty(store)

    second = letters.keep(store, sender="", recipients=["a@example.org"], raw=b"", now=NOW)

    assert second > first
    assert [found.id for found in letters.find(store, after=first)] == [second]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (b"=?utf-8?q?caf=C3=A9?=", "café"),
        ("Zoë".encode(), "Zoë"),
        (b"=?no-such-charset?q?x?=", "=?no-such-charset?q?x?="),
        (b"=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        (b"\xff\xfe", "��"),
    ],
)
def test_a_subject_is_read_or_else_shown_as_it_came(store, header, shown):
    letters.keep(store, sender="", recipients=["a@example.org"], raw=b"Subject: " + header + b"\r\n\r\n", now=NOW)

    assert letters.find(store)[0].subject == shown
