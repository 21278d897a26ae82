"""What a report means: for the address, for us, or nothing at all (RFC 3463, RFC 3464, bar M24 and M25)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from post.models import ReportKind

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_NOBODY = re.compile(
    r"no such (user|recipient|mailbox|person|account)|user unknown|unknown (user|recipient)|does(n't| not) exist"
    r"|(mailbox|user|recipient|address|account) not found|invalid recipient|not a valid (mailbox|recipient)"
    r"|no mailbox here|unrouteable address|host (or domain name )?not found",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"spam|black ?list|block ?list|reputation|dmarc|\bspf\b|\bdkim\b|\bptr\b|reverse dns|authenticat|content reject"
    r"|policy|virus|suspicious|rate limit",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a report says about one receiver: which `addresses`, what was done, and the code and words of the server."""

    addresses: tuple[str, ...]
    action: str
    status: str
    words: str

    @property
    def has_failed(self) -> bool:
        """Tell whether nobody tries any more; delayed, relayed, delivered and expanded are no failures."""
        return self.action.startswith(("fail", "error"))

    def is_about(self, address: str) -> bool:
        """Tell whether this is about the address we wrote to; a report on one letter may leave that unsaid."""
        return not self.addresses or any(same(known, address) for known in self.addresses)


@dataclass(frozen=True)
class Verdict:
    """What to write down about the letter."""

    kind: ReportKind
    code: str
    words: str


def verdict(said: Sequence[Said], address: str) -> Verdict | None:
    """Return what a report means for the letter to this address; nothing when it did not fail.

    A failure of somebody else, behind a forward or a group address, never makes this address dead at once.
    """
    failed = [one for one in said if one.has_failed]
    about_it = [one for one in said if one.is_about(address)]
    if about_it and not any(one.has_failed for one in about_it):
        return None
    if not failed:
        return None
    chosen = next((one for one in about_it if one.has_failed), failed[0])
    kind, code = judge(chosen.status, chosen.words)
    if kind == ReportKind.HARD and not chosen.is_about(address):
        kind = ReportKind.SOFT
    return Verdict(kind, code, chosen.words)


def judge(status: str, words: str) -> tuple[ReportKind, str]:
    """Return what a code means and the code itself; words decide only when there is no code that says anything."""
    code = telling(status) or telling(words) or _first(status) or _first(words)
    _class, _dot, rest = code.partition(".")
    subject, _dot, detail = rest.partition(".")
    if not code or rest == "0.0":
        return _by_words(words), code
    if subject in {"3", "5", "6", "7"} or rest in {"1.7", "1.8", "2.3"}:
        return ReportKind.OURS, code
    if subject == "1" and code.startswith("5."):
        about_us = detail == "0" and _ABOUT_US.search(words)
        return (ReportKind.OURS if about_us else ReportKind.HARD), code
    return ReportKind.SOFT, code


def _by_words(words: str) -> ReportKind:
    if _ABOUT_US.search(words):
        return ReportKind.OURS
    return ReportKind.HARD if _NOBODY.search(words) else ReportKind.SOFT


def telling(text: str) -> str:
    """Return the first enhanced code in a text that says more than "something" (x.0.0), or nothing."""
    found = (match for match in _CODE.finditer(text) if match[2] != "0")
    return next((match[0] for match in found), "")


def _first(text: str) -> str:
    found = _CODE.search(text)
    return found[0] if found else ""


def same(one: str, other: str) -> bool:
    """Tell whether two spellings are one address, also when its domain is written in ASCII in one of them."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"
