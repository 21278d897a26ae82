"""Search words are posted and kept in the session under a random key: the address names the key, never a name (Z38).

An address ends up in logs, in the history of a browser and with whoever gets the link; a name does not belong there.
"""

from __future__ import annotations

import secrets

from django.contrib.sessions.backends.base import SessionBase

KEPT_IN = "searches"
HOW_MANY = 20
LONGEST = 100


def remember(session: SessionBase, words: str) -> str:
    """Keep these words and return the key that names them; the same words keep their key. No words have no key."""
    words = " ".join(words.replace("\0", "").split())[:LONGEST]
    searches: dict[str, str] = session.get(KEPT_IN, {})
    key = next((key for key, kept in searches.items() if kept == words), secrets.token_urlsafe(8))
    if not words:
        return ""
    searches.pop(key, None)
    latest = [*searches.items(), (key, words)][-HOW_MANY:]
    session[KEPT_IN] = dict(latest)
    return key


def recall(session: SessionBase, key: str) -> str:
    """Return the words this key names in this session; nothing when it names none."""
    return str(session.get(KEPT_IN, {}).get(key, ""))
