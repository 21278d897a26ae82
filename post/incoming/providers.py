"""What a mail provider tells through its webhook, which django-anymail has checked and put in one form."""

from __future__ import annotations

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from post import links
from post.transport.provider import LETTER

from .reading import Heard, event_name
from .tokens import letter_by_message_id
from .verdicts import Said

FAILED = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)

# What a provider says in a word, where no server gave a code; a provider that refuses by itself is about us.
STATUS_OF = {
    RejectReason.INVALID: "5.1.3",
    RejectReason.BOUNCED: "",
    RejectReason.TIMED_OUT: "4.4.7",
    RejectReason.BLOCKED: "5.7.0",
    RejectReason.SPAM: "5.7.1",
    RejectReason.UNSUBSCRIBED: "5.7.0",
}


def heard_from(event: AnymailTrackingEvent) -> Heard | None:
    """Return what a provider tells about a letter of ours; nothing when it arrived, waits or is not ours."""
    letter = _letter_of(event)
    if letter is None:
        return None
    told: dict[str, Any] = {"letter": letter, "event": _name(event, letter), "at": event.timestamp}
    if event.event_type == EventType.COMPLAINED:
        return Heard(**told, complained=True, address=event.recipient or "")
    if event.event_type not in FAILED:
        return None
    words = str(event.mta_response or event.description or "")[:200]
    said = Said((event.recipient,) if event.recipient else (), "failed", _status(event), words)
    return Heard(**told, said=(said,))


def _status(event: AnymailTrackingEvent) -> str:
    """Return the code a provider means with its word; a bounce that it calls hard has none of its own."""
    return STATUS_OF.get(event.reject_reason, "5.7.0" if event.event_type != EventType.BOUNCED else "")


def _letter_of(event: AnymailTrackingEvent) -> int | None:
    """Return the letter: by the token it carried, or by its Message-ID, which a provider with our secret may name."""
    try:
        return links.open_bounce(str((event.metadata or {}).get(LETTER, "")))
    except links.BadLink:
        return letter_by_message_id(str(event.message_id or ""))


def _name(event: AnymailTrackingEvent, letter: int) -> str:
    return event_name(letter, event.event_id or f"{event.event_type} {event.timestamp} {event.recipient}")
