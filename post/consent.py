"""Whether who was promised a letter still agrees to its list: a stop is ours to know, a consent a room above knows."""

from __future__ import annotations

from collections.abc import Collection

from post.models import Mailing
from post.signals import consent_asked


def lost(mailing: Mailing, people: Collection[int]) -> set[int]:
    """Return who of these people lost their consent to this mailing after its release."""
    if not people or not mailing.rules.needs_consent or mailing.scope is None or mailing.released_at is None:
        return set()
    told = consent_asked.send(
        Mailing,
        scope=mailing.scope,
        letter_class=mailing.letter_class,
        since=mailing.released_at,
        people=people,
    )
    return {int(person) for _receiver, found in told for person in found or ()}
