"""Ask the DNS what is at a name, within a time."""

from __future__ import annotations

import time
from typing import Protocol

import dns.exception
import dns.resolver


class Ask(Protocol):
    """Return what the DNS has of one kind at a name, as text: nothing when it says that there is none."""

    def __call__(self, name: str, kind: str = "TXT", /) -> list[str]: ...


PER_NAME, IN_ALL = 3.0, 12.0  # seconds


class NoAnswer(Exception):
    """The DNS did not say whether there is anything at this name; trying again later may help."""


def asker() -> Ask:
    """Return what asks the DNS: texts in one piece each, addresses, or the names of mail servers.

    All questions together take at most twelve seconds; from then on it gives up at once.

    :raises NoAnswer: when there is no DNS here, or it does not answer.
    """
    try:
        resolver = dns.resolver.Resolver()
    except dns.exception.DNSException as without:
        raise NoAnswer(str(without)) from None
    until = time.monotonic() + IN_ALL

    def ask(name: str, kind: str = "TXT", /) -> list[str]:
        left = until - time.monotonic()
        if left <= 0:
            raise NoAnswer(name)
        try:
            found = resolver.resolve(name, kind, lifetime=min(PER_NAME, left))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as failed:
            raise NoAnswer(name) from failed
        if kind == "MX":
            return [record.exchange.to_text(omit_final_dot=True) for record in found]
        if kind != "TXT":
            return [record.address for record in found]
        return [b"".join(record.strings).decode(errors="replace").replace("\0", "") for record in found]

    return ask
