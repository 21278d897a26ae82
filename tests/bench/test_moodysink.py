"""A sink with a mood does wrong what it is asked to, and tells the truth in its journal."""

import smtplib

import pytest

from bench import sink

LETTER = "Subject: News\r\n\r\nHello\r\n"


@pytest.fixture
def moody():
    """Return a function that starts a sink with a mood and says hello to it."""
    opened = []

    def start(mood):
        running = sink.running(journal=True, mood=mood)
        opened.append(running)
        server = running.__enter__()
        return server, smtplib.SMTP("127.0.0.1", server.port, timeout=10)

    yield start
    for running in opened:
        running.__exit__(None, None, None)


def send(client, number):
    return client.sendmail("news@example.org", [f"p{number}@example.org"], LETTER)


def test_three_in_ten_wait_once(moody):
    server, client = moody("later")
    with client:
        refused = []
        for number in range(30):
            try:
                send(client, number)
            except smtplib.SMTPRecipientsRefused:
                refused.append(number)
        for number in refused:
            send(client, number)

    assert 3 <= len(refused) <= 15
    assert server.journal() == {f"p{number}@example.org": 1 for number in range(30)}


def test_a_mailbox_in_fifty_is_gone(moody):
    _server, client = moody("gone")
    with client:
        client.ehlo()
        client.mail("news@example.org")
        codes = [client.rcpt(f"p{number}@example.org")[0] for number in range(500)]

    assert 2 <= codes.count(550) <= 25
    assert codes.count(250) == 500 - codes.count(550)


def test_a_line_is_cut_at_its_hundredth_letter_which_it_has(moody):
    server, client = moody("cut_at_message")
    for number in range(99):
        send(client, number)

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(client, 99)

    assert len(server.journal()) == 100
    assert server.counted().cut_halfway == 1


def test_what_it_says_before_it_closes_is_not_lost(moody):
    server, client = moody("closing")
    client.ehlo()
    codes = [client.noop()[0] for _ in range(994)]

    assert set(codes) == {250}
    with client.sock as line:
        line.sendall(b"NOOP\r\nNOOP\r\n")
        assert line.makefile("rb").read() == b"250 2.0.0 Ok\r\n421 4.3.2 Too busy, closing\r\n"
    assert server.counted().letters == 0


def test_it_can_be_calmed(moody):
    server, client = moody("gone")
    server.calm()
    with client:
        client.ehlo()
        client.mail("news@example.org")

        assert {client.rcpt(f"p{number}@example.org")[0] for number in range(300)} == {250}
