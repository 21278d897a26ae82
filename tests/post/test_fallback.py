"""A second mail server to turn to when the first is away."""

import socket

import pytest

from post.models import LetterState
from post.transport import opening


@pytest.fixture(autouse=True)
def _nobody_was_away():
    opening._away_until.clear()
    yield
    opening._away_until.clear()


@pytest.fixture
def dead_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_letters_leave_by_the_second_server_while_the_first_is_away(promise, server, deliver, settings, dead_port):
    mailing = promise(3)
    settings.POST_FALLBACK_SERVERS = [f"smtp+plain://127.0.0.1:{server.port}"]
    settings.EMAIL_PORT = dead_port

    deliver()

    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.SENT}
    assert set(server.recipients.values()) == {1}


def test_a_server_that_was_away_a_moment_ago_is_tried_last(server, settings, dead_port):
    settings.POST_FALLBACK_SERVERS = [f"smtp+plain://127.0.0.1:{server.port}"]
    settings.EMAIL_PORT = dead_port
    assert [one.port for one in opening.servers()] == [dead_port, server.port]

    opening.dial().socket.close()

    assert [one.port for one in opening.servers()] == [server.port, dead_port]


def test_a_server_is_read_from_its_address(settings):
    settings.POST_FALLBACK_SERVERS = [
        "smtp://kis:ge%40heim@mail.example.org",
        "smtps://mail.example.org",
        "smtp://x:2525",
    ]

    first, second, third = opening.servers()[1:]

    assert first == opening.Server("mail.example.org", 587, "kis", "ge@heim", starttls=True)
    assert second == opening.Server("mail.example.org", 465, tls=True)
    assert (third.port, third.starttls) == (2525, True)


def test_when_none_can_be_reached_everything_waits(promise, server, deliver, settings, dead_port):
    mailing = promise(2)
    settings.POST_FALLBACK_SERVERS = [f"smtp+plain://127.0.0.1:{dead_port}"]
    settings.EMAIL_PORT = dead_port

    deliver()

    assert set(mailing.letters.values_list("state", flat=True)) == {LetterState.WAITING}
