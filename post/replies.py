"""What the answers of mail servers mean, for us and in plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from post.models import ReportKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_BASIC = re.compile(r"\s*(?:smtp;\s*)?([245]\d\d)\b(?!\.)", re.I)
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")

# RFC 3463 and the registry that grew from it; the most telling first, then the class they belong to.
SENTENCES: dict[str, StrOrPromise] = {
    "1.1": _("This mailbox no longer exists."),
    "1.2": _("The part after the @ does not exist, or receives no mail."),
    "1.3": _("This is not a valid e-mail address."),
    "1.6": _("This mailbox has moved."),
    "1.10": _("This organisation has said that it receives no mail."),
    "2.1": _("This mailbox has been switched off."),
    "2.2": _("This mailbox is full."),
    "2.3": _("The letter is larger than this mailbox takes."),
    "3.4": _("The letter is larger than the mail server takes."),
    "4.1": _("The mail server of this organisation does not answer."),
    "4.4": _("The mail server of this organisation cannot be found."),
    "4.7": _("It took too long to deliver the letter."),
    "7.1": _("The mail server does not accept our mail for this mailbox."),
    "7.25": _("The mail server does not trust where our mail comes from."),
    "7.26": _("The mail server could not check that the letter comes from us."),
    "1": _("Something is wrong with the e-mail address."),
    "2": _("Something is wrong with this mailbox."),
    "3": _("The receiving mail server has a problem."),
    "4": _("The letter could not be brought to the receiving mail server."),
    "5": _("The receiving mail server did not understand ours."),
    "6": _("The receiving mail server cannot handle the letter."),
    "7": _("The mail server refuses our mail; the receiver is not to blame."),
}
BY_KIND: dict[ReportKind, StrOrPromise] = {
    ReportKind.HARD: _("This mailbox no longer exists."),
    ReportKind.SOFT: _("The letter came back. Perhaps the mailbox takes mail again later."),
    ReportKind.OURS: _("The mail server refuses our mail; the receiver is not to blame."),
    ReportKind.COMPLAINT: _("The receiver reported the letter as unwanted. They are off every list now."),
}
FOR_NOW = _("The mail server asked to try again later.")
FOR_GOOD = _("The mail server refused the letter.")


def enhanced(text: str) -> str:
    """Return the enhanced code that an answer begins with, such as 5.1.1, or nothing."""
    found = _ENHANCED.match(text)
    return found[1] if found else ""


def basic(text: str) -> str:
    """Return the basic code with which an answer begins, such as 550, or nothing (RFC 5321 section 4.2)."""
    found = _BASIC.match(text)
    return found[1] if found else ""


def without_codes(text: str) -> str:
    """Return the words of an answer without the codes before them."""
    return _ENHANCED.sub("", _BASIC.sub("", text, count=1), count=1).strip(" -")


def in_plain_words(code: int, text: str) -> StrOrPromise:
    """Say what an answer of the server means, for somebody who knows no codes."""
    _class, _dot, rest = enhanced(text).partition(".")
    plain = SENTENCES.get(rest) or SENTENCES.get(rest.partition(".")[0])
    return plain or (FOR_NOW if code // 100 == 4 else FOR_GOOD)


def about_report(kind: str, code: str) -> StrOrPromise:
    """Say in plain words what a letter came back with."""
    _class, _dot, rest = code.partition(".")
    return SENTENCES.get(rest) or BY_KIND[ReportKind(kind)]
