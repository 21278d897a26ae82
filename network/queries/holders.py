from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from network.models import Organisation, RelationHolder


def of_organisation(organisation: Organisation, today: date) -> QuerySet[RelationHolder]:
    """Return who keeps the relation with this organisation today, first whoever does so on all lines."""
    held = RelationHolder.objects.holding_on(today).filter(organisation=organisation, ended_on=None)
    return held.select_related("user", "line").order_by("line__number", "pk")


def holding_relations() -> QuerySet[User]:
    """Return the colleagues who keep, or once kept, the relation with an organisation, by name."""
    held = RelationHolder.objects.filter(user=OuterRef("pk"))
    found: QuerySet[User] = User.objects.filter(Exists(held)).by_name()
    return found
