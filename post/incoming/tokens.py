"""Which letter an incoming message is about, by tokens that only we can make (bar M27).

An envelope sender of ours (VERP), or the unsubscribe link in the headers that came back. A Message-ID is no proof:
whoever got one letter of a mailing can guess those of the others. It may only gainsay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from django.conf import settings

from post import links
from post.fields import ONE_CLICK

# Where mail servers leave the address that a message came in at, and in a report: that of the letter it is about.
ARRIVED_AT = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Resent-To")
ENVELOPE = ("Return-Path", "X-Original-From", "Original-Mail-From", "X-Envelope-From")

_MESSAGE_ID = re.compile(r"<(\d+)\.[0-9a-f]+@([^<>\s]+)>")
_LINK = re.compile(rf"/([\w-]{{{links.TOKEN_LENGTH}}})(?:/|>|\s|$)")


def letter_of(message: Message, parts: list[Message]) -> int | None:
    """Return the letter that a message names with a token of ours; `parts` are the headers and fields it holds.

    Nothing when there is no such token, or when the Message-ID that came back is that of another letter.
    """
    letter = next(_by_address(_fields([message], ARRIVED_AT)), None)
    if letter is None:
        letter = next(_by_address(_fields(parts, ENVELOPE)), None)
    if letter is None:
        letter = next(_by_link(_fields(parts, ("List-Unsubscribe",))), None)
    named = letter_by_message_id(" ".join(_fields(parts, ("Message-ID",))))
    return None if letter is None or named not in (None, letter) else letter


def letter_by_message_id(text: str) -> int | None:
    """Return the letter whose Message-ID this is; a provider that we know may be believed on it alone."""
    found = _MESSAGE_ID.search(text)
    return int(found[1]) if found and found[2].lower() == settings.POST_DOMAIN.lower() else None


def _fields(parts: list[Message], names: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        for name in names:
            yield from (str(value) for value in part.get_all(name, []))


def _by_address(values: Iterator[str]) -> Iterator[int]:
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    ours = re.compile(rf"{re.escape(local)}\+([0-9a-z]+-[0-9a-z]+)@{re.escape(domain)}", re.IGNORECASE)
    for value in values:
        for token in ours.findall(value):
            try:
                yield links.open_bounce(token)
            except links.BadLink:
                continue


def _by_link(values: Iterator[str]) -> Iterator[int]:
    for value in values:
        for token in _LINK.findall(value):
            try:
                letter = links.open(ONE_CLICK, token).letter
            except links.BadLink:
                continue
            if letter:
                yield letter
