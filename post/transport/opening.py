"""Open a connection to the mail server, up to the point where letters can go."""

from __future__ import annotations

import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

HUNG_UP = gettext_noop("The server hung up.")
AWAY_FOR = 60  # seconds in which a server that could not be reached is tried last


class NoConnectionError(Exception):
    """The mail server cannot be reached, or not now; nobody is to blame."""


class NotWelcomeError(Exception):
    """The mail server does not let us in: login refused, or no encryption where our settings ask for it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the server says it can do (RFC 5321 section 2.2)."""

    pipelining: bool
    eight_bit: bool
    smtputf8: bool
    dsn: bool
    largest: int  # octets of one letter; 0 when it names no limit


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection on which letters can go."""

    socket: socket
    offers: Offers


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server of our settings."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


_away_until: dict[Server, float] = {}  # servers that could not be reached a moment ago, by the monotonic clock


def servers() -> list[Server]:
    """Return the mail server of our settings, and the ones to turn to when it is away, in order.

    One that was away within the last minute stands last: each try may cost as long as EMAIL_TIMEOUT.
    """
    first = Server(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        starttls=settings.EMAIL_USE_TLS,
        tls=settings.EMAIL_USE_SSL,
    )
    others = [_read(url) for url in settings.POST_FALLBACK_SERVERS]
    now = time.monotonic()
    return sorted([first, *others], key=lambda server: _away_until.get(server, 0) > now)


def _read(url: str) -> Server:
    """Read a server from `smtp://` (STARTTLS), `smtps://` (TLS at once) or `smtp+plain://` (on this machine alone)."""
    parts = urlsplit(url)
    port = parts.port or {"smtps": 465, "smtp": 587}.get(parts.scheme, 25)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname or "", port, user, password, parts.scheme == "smtp", parts.scheme == "smtps")


def dial() -> Opened:
    """Connect to the first server that can be reached, greet, start TLS and log in; each step within EMAIL_TIMEOUT.

    :raises NoConnectionError: when it did not work this time, with any of them.
    :raises NotWelcomeError: when it will not work until a person does something.
    """
    *earlier, last = servers()
    for server in earlier:
        try:
            return _dial(server)
        except NoConnectionError:
            _away_until[server] = time.monotonic() + AWAY_FOR
    return _dial(last)


def _dial(server: Server) -> Opened:
    try:
        return _opened(server)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as refused:
        if getattr(refused, "smtp_code", 500) // 100 == 4:
            raise NoConnectionError(_words(refused)) from refused
        raise NotWelcomeError(_words(refused)) from refused
    except (smtplib.SMTPException, OSError) as broken:
        raise NoConnectionError(_words(broken)) from broken


def _opened(server: Server) -> Opened:
    tls = ssl.create_default_context(cafile=settings.POST_CA_FILE or None)
    where = (server.host, server.port)
    own: dict[str, Any] = {"local_hostname": settings.POST_DOMAIN, "timeout": settings.EMAIL_TIMEOUT}
    smtp = smtplib.SMTP_SSL(*where, context=tls, **own) if server.tls else smtplib.SMTP(*where, **own)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.starttls:
            smtp.starttls(context=tls)  # raises SMTPNotSupportedError when it is not offered: never in the clear
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        return Opened(_taken_over(smtp), _offers(smtp))
    except BaseException:
        smtp.close()
        raise


def _taken_over(smtp: smtplib.SMTP) -> socket:
    """Return the socket, for us alone, and let go of what the library keeps on it."""
    taken = smtp.sock
    if taken is None:
        raise NoConnectionError(HUNG_UP)
    if smtp.file:
        smtp.file.close()
    smtp.sock = smtp.file = None
    taken.setblocking(False)
    with suppress(OSError):
        taken.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    return taken


def _offers(smtp: smtplib.SMTP) -> Offers:
    told = smtp.esmtp_features
    largest = told.get("size", "")
    return Offers(
        pipelining="pipelining" in told,
        eight_bit="8bitmime" in told,
        smtputf8="smtputf8" in told,
        dsn="dsn" in told,
        largest=int(largest) if largest.isascii() and largest.isdigit() else 0,
    )


def _words(error: Exception) -> str:
    """Return what went wrong in one line; smtplib keeps name and password out of it."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"[:200]
    return f"{type(error).__name__}: {error}"[:200]
