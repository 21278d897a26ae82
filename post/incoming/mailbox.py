"""Read the mailbox where bounces come in, over IMAP with TLS."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import structlog
from django.conf import settings
from imap_tools import AND, BaseMailBox, MailBox, MailMessageFlags

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500  # messages per visit; the next one is a minute later
TIMEOUT = 60  # seconds


def visit(take: Callable[[bytes], bool]) -> int:
    """Hand every new message to `take` and return how many there were; nothing when no mailbox is set.

    What was taken is removed, because it is written down by then. What says nothing to us stays, marked as read, for a
    person to look at. A visit that breaks off is no harm: a message that is taken twice counts once.
    """
    if not settings.BOUNCE_IMAP_HOST:
        return 0
    with _opened() as mailbox:
        return _each(mailbox, take)


def _opened() -> BaseMailBox:
    tls = ssl.create_default_context(cafile=settings.BOUNCE_IMAP_CA_FILE or None)
    mailbox = MailBox(settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT, timeout=TIMEOUT, ssl_context=tls)
    return mailbox.login(settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD, settings.BOUNCE_IMAP_FOLDER)


def _each(mailbox: BaseMailBox, take: Callable[[bytes], bool]) -> int:
    number = 0
    for message in mailbox.fetch(AND(seen=False), limit=MOST_AT_ONCE, mark_seen=False):
        assert message.uid
        number += 1
        if _taken(take, message.obj.as_bytes()):
            mailbox.delete([message.uid])
        else:
            mailbox.flag([message.uid], MailMessageFlags.SEEN, True)
    return number


def _taken(take: Callable[[bytes], bool], raw: bytes) -> bool:
    """Take one message; one that cannot be read must not keep the others from being read."""
    try:
        return take(raw)
    except (ValueError, LookupError, TypeError, AttributeError):
        log.exception("message_unreadable")
        return False
