"""What ends together with an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from network.models import Affiliation, LinePartner, Organisation, RelationHolder, Relationship, Task

# What an organisation has between days, by a word of its own.
ENDING: dict[str, Any] = {
    "roles": Affiliation,
    "partnerships": LinePartner,
    "ties": Relationship,
    "holders": RelationHolder,
}


def ending(organisation: Organisation, day: date) -> dict[str, QuerySet[Any]]:
    """Return, by that word, what would go on after this day, as far as it had begun; a holder may end at once."""
    lasting = Q(ended_on=None) | Q(ended_on__gt=day)
    return {word: _of(word, organisation).filter(lasting).order_by("pk") for word in ENDING}


def too_late(organisation: Organisation, day: date) -> int:
    """Count the roles, partnerships and ties that began on this day or later: they cannot have ended on it."""
    return sum(_of(word, organisation).filter(started_on__gte=day).count() for word in ENDING if word != "holders")


def open_tasks(organisation: Organisation) -> int:
    """Count what is still to be done about this organisation."""
    return Task.objects.open().filter(organisation=organisation).count()


def _of(word: str, organisation: Organisation) -> QuerySet[Any]:
    rows: Any = ENDING[word].objects
    found: QuerySet[Any] = rows.of(organisation) if word == "ties" else rows.filter(organisation=organisation)
    return found
