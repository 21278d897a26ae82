"""What an incoming message tells: a bounce, a complaint, or nothing that counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import blake2b

from django.utils import timezone
from flufl.bounce import all_failures

from post.fields import without_addresses

from . import tokens
from .verdicts import Said

MOST_OCTETS = 2_000_000
STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
UNWANTED = ("abuse", "opt-out")  # RFC 5965; opt-out is of older drafts
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_ROBOTS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon")


@dataclass(frozen=True)
class Heard:
    """What a message tells about one letter; without `said` it is a complaint."""

    letter: int
    event: str
    at: datetime | None
    said: tuple[Said, ...] = ()
    complained: bool = False
    address: str = ""  # for a complaint: the receiver in the words of the report, unless it hides that


def read(raw: bytes) -> Heard | None:
    """Return what this message tells about a letter of ours; nothing when it tells nothing that counts.

    An automatic answer such as out-of-office is no bounce, whatever its words (RFC 3834, bar M13).
    """
    message = message_from_bytes(raw[:MOST_OCTETS])
    letter = tokens.letter_of(message, list(_parts_with_fields(message)))
    if letter is None:
        return None
    if feedback := _feedback(message):
        return _complaint(message, feedback, letter)
    said = tuple(_by_status(message)) or tuple(_by_habit(message))
    if not said:
        return None
    return Heard(letter, _event(message, letter, said), _written_at(message), said)


def _parts_with_fields(message: Message) -> Iterator[Message]:
    """Yield everything in a message that has fields about our letter: its own headers that came back, and reports."""
    for part in message.walk():
        kind = part.get_content_type()
        if part is message:
            continue
        if kind in RETURNED or kind == "message/feedback-report":
            yield _first_of(part)


def _first_of(part: Message) -> Message:
    """Return the message in a part; some parts hold headers as mere text."""
    held = part.get_payload()
    if isinstance(held, list) and held and isinstance(held[0], Message):
        return held[0]
    return message_from_string(_text_of(part).lstrip())


def _text_of(part: Message) -> str:
    octets = part.get_payload(decode=True)
    return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else ""


# Reports in the standard form


def _by_status(message: Message) -> Iterator[Said]:
    for part in message.walk():
        if part.get_content_type() in STATUS:
            for block in _blocks_of(part):
                if block["Action"]:
                    yield _said(block)


def _blocks_of(part: Message) -> list[Message]:
    """Return the blocks of fields in a delivery status: one about the message, then one for each receiver."""
    held = part.get_payload()
    if part.get_content_type() == STATUS[0] and isinstance(held, list):
        return [block for block in held if isinstance(block, Message)]
    text = held[0].as_string() if isinstance(held, list) and isinstance(held[0], Message) else _text_of(part)
    return [message_from_string(block.lstrip()) for block in _BLANK_LINE.split(text)]


def _said(block: Message) -> Said:
    addresses = tuple(
        found for name in ("Original-Recipient", "Final-Recipient") if (found := _address_of(str(block.get(name, ""))))
    )
    return Said(
        addresses,
        action=str(block["Action"]).strip().lower(),
        status=str(block.get("Status", "")),
        words=without_addresses(str(block.get("Diagnostic-Code", ""))),
    )


def _address_of(field: str) -> str:
    """Return the address in a field such as `rfc822; samira@gemeente.nl`."""
    return parseaddr(field.rpartition(";")[2].strip())[1]


# Bounces of servers with habits of their own


def _by_habit(message: Message) -> Iterator[Said]:
    """Recognise the bounces of servers that do not write reports, by a library that knows their habits."""
    if not _is_from_a_robot(message):
        return
    for_now, for_good = all_failures(message)
    text = next((_text_of(part) for part in message.walk() if part.get_content_maintype() == "text"), "")
    for address in sorted({*for_now, *for_good}):
        about = text[max(text.lower().find(address.decode().lower()), 0) :]
        yield Said(
            (address.decode(),), "failed", "" if address in for_good else "4.0.0", without_addresses(about[:400])
        )


def _is_from_a_robot(message: Message) -> bool:
    """Tell a mail server from a person whose mail program answers by itself."""
    if message["X-Failed-Recipients"]:
        return True
    automatic = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    sender = parseaddr(str(message.get("From", "")))[1].partition("@")[0].lower()
    answers = message["X-Autoreply"] or message["X-Autorespond"] or message["In-Reply-To"]
    return sender in _ROBOTS and not answers and automatic in {"no", "auto-generated", "auto-replied"}


# Complaints


def _feedback(message: Message) -> Message | None:
    parts = (part for part in message.walk() if part.get_content_type() == "message/feedback-report")
    found = next(parts, None)
    return _first_of(found) if found is not None else None


def _complaint(message: Message, feedback: Message, letter: int) -> Heard | None:
    if str(feedback.get("Feedback-Type", "")).strip().lower() not in UNWANTED:
        return None
    address = parseaddr(str(feedback.get("Original-Rcpt-To", "")))[1]
    return Heard(letter, _event(message, letter, "complaint"), _written_at(message), complained=True, address=address)


# When, and whether we heard it before


def _written_at(message: Message) -> datetime | None:
    """Return when a report says it was written, with the zone of the house when it names none."""
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def _event(message: Message, letter: int, told: object) -> str:
    """Name what happened, so that the same report counts once however often and whichever way it comes in."""
    return event_name(letter, str(message.get("Message-ID", "")).strip() or f"{message.get('Date')} {told}")


def event_name(letter: int, known_as: str) -> str:
    """Return one name of one length for what happened to a letter, whatever others call it."""
    return blake2b(f"{letter} {known_as}".encode(errors="replace"), digest_size=32).hexdigest()
