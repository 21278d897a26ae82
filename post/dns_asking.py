"""Ask the DNS for the texts at a name, within a time."""

from __future__ import annotations

import time
from collections.abc import Callable

import dns.exception
import dns.resolver

Ask = Callable[[str], list[str]]
PER_NAME, IN_ALL = 3.0, 12.0  # seconds


class NoAnswer(Exception):
    """The DNS did not say whether there is anything at this name; trying again later may help."""


def asker() -> Ask:
    """Return what gives the TXT records at a name, each in one piece; nothing when the DNS says there are none.

    All questions together take at most twelve seconds; from then on it gives up at once.

    :raises NoAnswer: when there is no DNS here, or it does not answer.
    """
    try:
        resolver = dns.resolver.Resolver()
    except dns.exception.DNSException as without:
        raise NoAnswer(str(without)) from None
    until = time.monotonic() + IN_ALL

    def ask(name: str) -> list[str]:
        left = until - time.monotonic()
        if left <= 0:
            raise NoAnswer(name)
        try:
            found = resolver.resolve(name, "TXT", lifetime=min(PER_NAME, left))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as failed:
            raise NoAnswer(name) from failed
        return [b"".join(record.strings).decode(errors="replace").replace("\0", "") for record in found]

    return ask
