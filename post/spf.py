"""May this address send letters of a domain? SPF evaluated as a receiving mail server does (RFC 7208 section 4.6)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from post.dns_asking import Ask

Address = IPv4Address | IPv6Address
DEEPEST = 10  # records within records; a receiver stops after ten look-ups
_TERM = re.compile(r"^([+?~-]?)(all|include|a|mx|ip4|ip6|exists|ptr)(?::(.*?))?(?:/(\d{1,3}))?(?://(\d{1,3}))?$", re.I)


def records_of(domain: str, ask: Ask) -> list[str]:
    """Return the SPF records at a domain, of which there should be one."""
    return [text for text in ask(domain) if re.match(r"v=spf1(\s|$)", text, re.I)]


def is_allowed(domain: str, address: Address, ask: Ask) -> bool:
    """Tell whether the SPF record of a domain lets this address pass."""
    return _result(domain, address, ask, 0) == "+"


def _result(domain: str, address: Address, ask: Ask, depth: int) -> str:
    """Return the qualifier of the first mechanism that matches, or nothing.

    What has macros in it and `ptr` match nothing here: the one depends on each letter, the other is not to be used.
    """
    records = records_of(domain, ask) if depth <= DEEPEST else []
    if len(records) != 1:
        return ""
    redirect = ""
    for term in records[0].split()[1:]:
        if term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
        elif (found := _TERM.match(term)) and _matches(found, domain, address, ask, depth):
            return found[1] or "+"
    return _result(redirect, address, ask, depth + 1) if redirect else ""


def _matches(term: re.Match[str], domain: str, address: Address, ask: Ask, depth: int) -> bool:
    kind, value = term[2].lower(), term[3] or domain
    if kind == "all":
        return True
    if "%" in value or kind == "ptr":
        return False
    if kind == "include":
        return _result(value, address, ask, depth + 1) == "+"
    if kind == "exists":
        return bool(ask(value, "A"))
    length = term[5] if address.version == 6 and kind in {"a", "mx"} else term[4]
    places = [value] if kind in {"ip4", "ip6"} else _addresses(value, kind, address, ask)
    return any(_is_within(address, place, length) for place in places)


def _addresses(name: str, kind: str, address: Address, ask: Ask) -> Iterator[str]:
    names = ask(name, "MX") if kind == "mx" else [name]
    for each in names[:DEEPEST]:
        yield from ask(each, "AAAA" if address.version == 6 else "A")


def _is_within(address: Address, place: str, length: str | None) -> bool:
    try:
        net = ipaddress.ip_network(f"{place}/{length}" if length else place, strict=False)
    except ValueError:
        return False
    return address in net
