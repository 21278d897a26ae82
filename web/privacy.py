"""The two words with which a room describes its fields, in the register `FIELDS` of its own `privacy.py` (bar P4)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Personal:
    """A field that tells something about a person: what we hold it for, and until when."""

    purpose: str
    retention: str


@dataclass(frozen=True)
class Harmless:
    """A field that tells nothing about a person."""
