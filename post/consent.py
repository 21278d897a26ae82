"""Whether who was promised a letter still agrees to its list, and wants letters today.

A stop is ours to know; a consent and a pause a room above knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast

from post.models import Mailing, Reason
from post.signals import consent_asked


def lost(mailing: Mailing, people: Collection[int], today: date) -> dict[int, Reason]:
    """Return who of these people lost their consent to this mailing after its release, or pauses today, and which."""
    if not people or not mailing.rules.needs_consent or mailing.scope is None or mailing.released_at is None:
        return {}
    told = consent_asked.send(
        Mailing,
        scope=mailing.scope,
        letter_class=mailing.letter_class,
        since=mailing.released_at,
        people=people,
        today=today,
    )
    found: dict[int, Reason] = {}
    for _receiver, answer in told:
        found |= cast(Mapping[int, Reason], answer)
    return found
