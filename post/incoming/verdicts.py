"""What a report means: for the address, for us, or nothing at all (RFC 3463, RFC 3464, bar M24 and M25)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from post.blame import judge
from post.models import ReportKind


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


def same(one: str, other: str) -> bool:
    """Tell whether two spellings are one address, also when its domain is written in ASCII in one of them."""
    return _plain(one) == _plain(other)


def _plain(address: str) -> str:
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"
