"""The sink is the witness of every promise about mail, so it must itself be right."""

import smtplib
import socket
from email.message import EmailMessage

import pytest

from bench import bareclient, sink

IN_C = pytest.param(True, marks=pytest.mark.skipif(sink.compiled("fastsink") is None, reason="no C compiler"))


@pytest.fixture(params=[IN_C, False], ids=["C", "Python"])
def running(request):
    with sink.running(journal=True, sample_every=1, in_c=request.param) as server:
        yield server


@pytest.fixture
def client(running):
    with smtplib.SMTP("127.0.0.1", running.port, timeout=10) as smtp:
        yield smtp


def letter(body="Hello\n"):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "News", "news@example.org", "reader@example.org"
    message.set_content(body)
    return message


def conversation(port, *groups):
    """Say these groups one after the other, and return the reply code of the last lines of each."""
    codes = []
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line, line.makefile("rb") as replies:
        replies.readline()
        for group, answers in groups:
            line.sendall(group)
            codes += [replies.readline()[:3] for _ in range(answers)]
    return codes


ENVELOPE = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"


def test_a_letter_is_counted_written_down_and_kept_as_it_was(running, client):
    client.send_message(letter(".a line that begins with a dot\n"))

    [dumped] = running.dumped(b"dot")
    kept = sink.parsed(dumped)
    assert running.counted().letters == 1
    assert running.journal() == {"reader@example.org": 1}
    assert (kept["Return-Path"], kept["Delivered-To"]) == ("<news@example.org>", "reader@example.org")
    assert kept.get_content().splitlines() == [".a line that begins with a dot"]
    assert sink.on_the_wire(dumped).endswith(b"\r\n..a line that begins with a dot\r\n.\r\n")


def test_two_letters_for_one_person_are_seen(running, client):
    client.send_message(letter())
    client.send_message(letter())

    assert running.journal() == {"reader@example.org": 2}


def test_pipelining_is_offered_and_understood(running, client):
    client.ehlo()

    assert client.has_extn("pipelining")
    assert client.has_extn("8bitmime")
    groups = [(ENVELOPE, 3), (b"Subject: x\r\n\r\nx\r\n.\r\n" + ENVELOPE, 4), (b".\r\nQUIT\r\n", 2)]
    assert b" ".join(conversation(running.port, *groups)) == b"250 250 354 250 250 250 354 250 221"
    assert running.counted().letters == 2


def test_only_a_dot_between_two_real_line_ends_ends_a_letter(running):
    tricky = b"\n.\n\r\n.\n\n.\r\n.\r\r\n..\r\n.x\r\n"

    assert conversation(running.port, (ENVELOPE, 3), (tricky * 40 + b"end\r\n.\r\nNOOP\r\n", 2))[3:] == [b"250", b"250"]

    assert running.counted().letters == 1
    assert running.counted().bytes == len(tricky) * 40 + len(b"end\r\n.\r\n")


@pytest.mark.parametrize("cut", range(1, 5))
def test_the_end_is_found_wherever_the_network_cuts_it(running, cut):
    end = b"\r\n.\r\n"

    codes = conversation(running.port, (ENVELOPE, 3), (b"x" * 70_000 + end[:cut], 0), (end[cut:], 1))

    assert codes[3:] == [b"250"]


def test_a_letter_cut_off_halfway_is_no_letter(running, client):
    conversation(running.port, (ENVELOPE, 3), (b"Subject: half a letter\r\n", 0))
    client.send_message(letter())  # its answer comes after the cut was seen

    assert running.counted().cut_halfway == 1
    assert running.journal() == {"reader@example.org": 1}


def test_data_that_does_not_wait_for_354_is_noticed(running):
    conversation(running.port, (ENVELOPE + b"x\r\n.\r\n", 4))

    assert running.counted().sent_too_early == 1


def test_recipients_can_be_refused_for_now_and_for_good(running, client):
    client.ehlo()
    client.mail("news@example.org")

    assert [client.rcpt(address)[0] for address in ("bounce1@x.org", "defer1@x.org")] == [550, 451]
    assert client.docmd("DATA")[0] == 554
    assert running.counted().refused == 2


@pytest.mark.parametrize("in_c", [IN_C, False], ids=["C", "Python"])
def test_replies_can_be_late_but_the_journal_never_is(in_c):
    with sink.running(journal=True, delay_ms=300, in_c=in_c) as server:
        line = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        with line, line.makefile("rb") as replies:
            replies.readline()
            line.sendall(ENVELOPE)
            codes = [replies.readline()[:3] for _ in range(3)]
            line.sendall(b"x\r\n.\r\n")
            line.settimeout(0.15)
            with pytest.raises(TimeoutError):
                line.recv(1)

        assert codes == [b"250", b"250", b"354"]
        assert server.journal() == {"b@example.org": 1}


def test_nothing_is_left_when_the_bench_is_done():
    with sink.running() as server:
        assert server.folder.exists()

    assert not server.folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


BARE = [
    pytest.param(
        bareclient.in_c(),
        marks=pytest.mark.skipif(bareclient.in_c() is None, reason="no C compiler"),
        id="client in C",
    ),
    pytest.param(bareclient.in_python(), id="client in Python"),
]


@pytest.mark.parametrize("bare", BARE)
def test_the_bare_client_delivers_what_it_says(running, bare):
    ready_made = b"Subject: x\r\n\r\n" + b"word " * 6_000 + b"\r\n.\r\n"

    sent = bareclient.send(bare, running, ready_made, letters=200, connections=4)

    assert sent.letters == running.counted().letters == 200
    assert running.counted().sent_too_early == 0
