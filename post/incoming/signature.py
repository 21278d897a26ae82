"""Who may hand us a message over the web: whoever can sign it with our key, and only just now (bar F17).

POST /post/terug/
Content-Type: message/rfc822
X-Post-Time: 1764000000
X-Post-Signature: hex of HMAC-SHA256(key, time + "." + body)
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

HOLDS_FOR = timedelta(minutes=5)


class BadSignature(Exception):
    """Whoever sent this does not know our key, or sent it too long ago."""


def sign(body: bytes, time: str, key: str) -> str:
    """Return the signature of a body at a time, in seconds since 1970."""
    return hmac.new(key.encode(), time.encode() + b"." + body, sha256).hexdigest()


def check(*, body: bytes, time: str, signature: str, now: datetime) -> None:
    """Accept what one of our keys signed a moment ago.

    :raises BadSignature: when none did, or it is older than five minutes, or from the future.
    """
    good = any(hmac.compare_digest(sign(body, time, key), signature) for key in settings.POST_WEBHOOK_KEYS)
    if not good or not time.isascii() or not time.isdecimal() or len(time) > 12:
        raise BadSignature
    if abs(now.timestamp() - int(time)) > HOLDS_FOR.total_seconds():
        raise BadSignature
