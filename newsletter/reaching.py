"""Follow a web address that an editor typed, without letting it lead us into our own house (SSRF; bar Z36).

Only http and https on their own ports, only addresses of the open internet, looked up once and then connected to, so
that a name cannot point elsewhere meanwhile. Nothing is sent but the question, nothing is read but the answer's head.
A page of our own is looked at inside, as a stranger sees it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from newsletter import own_pages
from newsletter.models import LinkOutcome

PATIENCE = 5  # seconds for each step
MOST_HOPS = 4
PORTS = {"http": 80, "https": 443}
GONE = (404, 410)
NOT_THAT_WAY = (405, 501)
# Addresses that carry another address in them, which a gateway may lead inwards.
CARRIERS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class NotOpen(Exception):
    """This address does not lead to the open internet."""


class Answer(NamedTuple):
    """What came of following an address."""

    outcome: LinkOutcome
    status: int | None = None


def follow(url: str) -> Answer:
    """Follow an address and what it leads on to; whoever refuses us or does not answer, is not called dead.

    A website of which the name does not exist is dead without a status.
    """
    for _hop in range(MOST_HOPS):
        ours = own_pages.is_ours(url)
        try:
            status, location = own_pages.ask(url) if ours else _ask(url)
        except socket.gaierror as unknown:
            return Answer(LinkOutcome.DEAD if unknown.errno == socket.EAI_NONAME else LinkOutcome.UNKNOWN)
        except (NotOpen, OSError, HTTPException, ValueError):
            return Answer(LinkOutcome.UNKNOWN)
        if not (300 <= status < 400 and location):
            return Answer(_outcome(status, ours=ours), status)
        url = urljoin(url, location)
    return Answer(LinkOutcome.UNKNOWN)


def _outcome(status: int, *, ours: bool) -> LinkOutcome:
    if status in GONE or (ours and status == own_pages.LOG_IN_FIRST):
        return LinkOutcome.DEAD
    return LinkOutcome.WORKS if status < 400 else LinkOutcome.UNKNOWN


def _ask(url: str) -> tuple[int, str]:
    """Return the status and the onward address; ask without a body, or with one where that is not understood."""
    status, location = _ask_once("HEAD", url)
    return _ask_once("GET", url) if status in NOT_THAT_WAY else (status, location)


def _ask_once(method: str, url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    port = PORTS.get(parts.scheme)
    if not parts.hostname or not port or parts.port not in (None, port) or parts.username:
        raise NotOpen
    connection = HTTPConnection(parts.hostname, port, timeout=PATIENCE)
    connection.sock = _line_to(parts, port)
    try:
        connection.request(method, _path(parts), headers={"User-Agent": "KIS link check", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _line_to(parts: SplitResult, port: int) -> socket.socket:
    """Open a line to the first address of this host; none of its addresses may be one of our own house."""
    host = parts.hostname or ""
    found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_open(str(address)) for address in found):
        raise NotOpen
    line = socket.create_connection((str(found[0]), port), timeout=PATIENCE)
    if parts.scheme == "http":
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError:
        line.close()
        raise


def is_open(address: str) -> bool:
    """Tell whether an IP address is one of the open internet."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if known.version == 6 and (known.ipv4_mapped or any(known in net for net in CARRIERS)):
        return False
    return known.is_global and not known.is_multicast
