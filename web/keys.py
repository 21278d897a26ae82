"""Keys and numbers as an address or a form tells them."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = 18  # fewer than the largest key of PostgreSQL has; `int` itself refuses to read some thousands of them


def key_of(text: str | None) -> int:
    """Return the number that was told; 0, which is no key, for what is no number or longer than any key."""
    return int(text) if text and len(text) <= DIGITS and text.isdecimal() else 0


def keys_of(texts: Iterable[str]) -> list[int]:
    """Return the keys among what was told, in their order."""
    return [key for text in texts if (key := key_of(text))]
