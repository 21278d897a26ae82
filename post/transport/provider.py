"""Hand letters to a mail provider, one by one, through the mail API of Django; for who has no relay of their own.

Slower than the wire by far, with the same promises: a letter of which we do not know whether the provider has it, is in
doubt and never sent again by itself.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from urllib3.exceptions import NewConnectionError

from .errand import Errand, Stage
from .line import Take
from .opening import NoConnectionError

LETTER = "letter"  # under this name a letter carries its token to the provider, and back
LOOK_ROUND = 0.5  # seconds
# What the API of Django has a place of its own for.
PLACED = {"from", "to", "subject", "reply-to", "mime-version", "content-type", "content-transfer-encoding"}
NOT_NOW, NOT_US = (429, 503), (401, 403)


class Courier:
    """Carries errands to the provider, in the place of `Wire`."""

    is_met_with_silence = False  # each question is waited for: no round ends before it fails

    def __init__(self, *, take: Take, waiting: Callable[[], int], most_lines: int) -> None:  # noqa: ARG002  as Wire
        self._take = take
        self._selector = selectors.DefaultSelector()
        self._bell, self._rings = socket.socketpair()
        self._bell.setblocking(False)
        self._rings.setblocking(False)
        self.watch(self._rings.fileno(), self._heard_bell)

    def watch(self, descriptor: int, react: Callable[[], None]) -> None:
        """Call `react` between letters whenever there is something to read here."""
        self._selector.register(descriptor, selectors.EVENT_READ, react)

    def wake(self, *_ignored: object) -> None:
        """Make us look round at once; may be called from another thread."""
        with suppress(OSError):
            self._bell.send(b".")

    def run(self, go_on: Callable[[], bool]) -> None:
        """Carry errands until `go_on`, asked before each, says no.

        :raises NoConnectionError: when the provider cannot be reached.
        """
        with get_connection(settings.POST_PROVIDER) as connection:
            while go_on():
                errand = self._take()
                self._look_round(0 if errand else LOOK_ROUND)
                if errand:
                    self._carry(errand, connection)

    def hear_the_rest(self, *, seconds: float) -> None:
        """Wait for nothing: each letter is answered before anything else happens."""

    def close(self) -> None:
        """Listen no longer."""
        self._selector.close()
        self._bell.close()
        self._rings.close()

    def _look_round(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            key.data()

    def _heard_bell(self) -> None:
        self._rings.recv(4096)

    def _carry(self, errand: Errand, connection: BaseEmailBackend) -> None:
        """Hand over one letter and tell it what became of it.

        :raises NoConnectionError: when the provider cannot be reached; the letter waits again.
        """
        if not errand.fill(eight_bit=True):
            return
        if not errand.may_leave():
            errand.came_back()
            return
        message = message_of(errand)
        errand.handed_over()
        try:
            connection.send_messages([message])
        except Exception as failed:
            if _never_left(failed):
                errand.came_back()
                raise NoConnectionError(type(failed).__name__) from failed
            _tell(errand, failed)
        else:
            errand.accepted(250, "")


def _never_left(failed: Exception) -> bool:
    """Tell whether there was no connection at all, so that the provider cannot have the letter."""
    cause = failed.__cause__ if isinstance(failed, AnymailError) else failed
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _tell(errand: Errand, failed: Exception) -> None:
    """Tell a letter what the provider answered, in the words of a mail server."""
    words, status = type(failed).__name__, getattr(failed, "status_code", None)
    if isinstance(failed, AnymailRecipientsRefused):
        errand.refused(Stage.RCPT, 550, words)
    elif isinstance(failed, AnymailAPIError) and status in NOT_NOW:
        errand.refused(Stage.MAIL, 450, f"{words} {status}")
    elif isinstance(failed, AnymailAPIError) and status in NOT_US:
        errand.refused(Stage.MAIL, 550, f"{words} {status}")
    elif isinstance(failed, AnymailAPIError) and (status is None or status >= 500):
        errand.in_doubt(words)
    elif isinstance(failed, AnymailError):
        errand.refused(Stage.CONTENT, 554, f"{words} {status or ''}")
    else:
        errand.in_doubt(words)


def message_of(errand: Errand) -> EmailMultiAlternatives:
    """Return a filled letter as the API of Django has it, with the token by which the provider names it to us."""
    octets = b"".join(errand.octets).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    parsed = message_from_bytes(octets, policy=policy.SMTP)
    message = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=_body(parsed, "plain"),
        from_email=str(parsed["From"]),
        to=[str(parsed["To"])],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in PLACED},
    )
    if html := _body(parsed, "html"):
        message.attach_alternative(html, "text/html")
    message.metadata = {LETTER: errand.sender.partition(b"+")[2].partition(b"@")[0].decode()}  # type: ignore[attr-defined]
    return message


def _body(parsed: ParsedMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part else ""
