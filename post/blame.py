"""Who is to blame when a letter is refused: the address, or we (RFC 3463, bar M25).

One answer for both doors, what a mail server says at once and what comes back later: else a refusal about us would
count against a reader at one door and hold the mailing at the other.
"""

from __future__ import annotations

import re

from post.models import ReportKind
from post.transport.errand import Stage

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_NOBODY = re.compile(
    r"no such (user|recipient|mailbox|person|account)|user unknown|unknown (user|recipient)|does(n't| not) exist"
    r"|(mailbox|user|recipient|address|account) not found|invalid recipient|not a valid (mailbox|recipient)"
    r"|no mailbox here|unrouteable address|host (or domain name )?not found",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"spam|(black|block|deny) ?list|\bblocked\b|reputation|\bdnsbl\b|\brbl\b|dmarc|\bspf\b|\bdkim\b|\bptr\b"
    r"|reverse dns|authenticat|content reject|policy|virus|suspicious|rate limit"
    # What a server says that does not know us: it carries no mail for us, or not from this sender.
    r"|relay(ing)? (access )?(is )?(not|denied|prohibited|refused)|(to|not|no|open) relay\b"
    r"|sender (address )?(is )?(rejected|denied|refused|invalid|not)|not (allowed|permitted|authori[sz]ed) to send",
    re.IGNORECASE,
)


def is_about_us(stage: Stage, text: str) -> bool:
    """Tell whether a refusal says more about us or our letter than about the receiver.

    So is a letter refused after it was read, when the server gives no other reason.
    """
    kind, code = judge("", text)
    if kind == ReportKind.SOFT and (not code or code.endswith(".0.0")):
        return stage in {Stage.DATA, Stage.CONTENT}
    return kind == ReportKind.OURS


def judge(status: str, words: str) -> tuple[ReportKind, str]:
    """Return what a code means and the code itself; words decide only when there is no code that says anything.

    Policy and spam (x.7.x), limits of a system (x.3.x), our protocol (x.5.x), our letter (x.6.x, 2.3) and our sender
    (1.7, 1.8) are about us.
    """
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
