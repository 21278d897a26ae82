"""Words somebody searches with: posted, kept in the session, named in the address by a key that says nothing (Z38)."""

from __future__ import annotations

import secrets

from django.http import HttpRequest

KEPT = "searches"
HOW_MANY = 20
LONGEST = 100


def keep(request: HttpRequest, words: str) -> str:
    """Remember these words in the session and return the key they go by; the oldest of twenty is forgotten."""
    kept: dict[str, str] = request.session.get(KEPT, {})
    key = secrets.token_urlsafe(6)
    newest = list(kept.items())[-(HOW_MANY - 1) :]
    request.session[KEPT] = {**dict(newest), key: words.strip()[:LONGEST]}
    return key


def kept(request: HttpRequest, key: str) -> str:
    """Return the words that go by this key in this session; nothing for a key of somebody else."""
    return str(request.session.get(KEPT, {}).get(key, ""))
