"""Bringing people onto a list who said yes elsewhere, with the proof of it; never who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.actions import audit
from network.models import Person
from newsletter.actions import readers
from newsletter.models import Intake, Newsletter, Subscription
from newsletter.models.subscription import ConsentSource
from newsletter.queries.bringing_in import sort_out

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def bring_in(
    *,
    newsletter: Newsletter,
    addresses: Sequence[str],
    wording: str,
    proof: str,
    agreed_at: datetime,
    by: User,
    now: datetime,
) -> Intake:
    """Put these addresses on a list with the words and proof of their consent; `intakes.undo` takes that back.

    Looks again who is on it and who left: a person who took it back is never put back by somebody else (bar P10).
    Nobody counts as confirmed: only the button in our own letter does that.
    """
    newsletter = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    found = sort_out(newsletter, addresses, agreed_at)
    people = Person.objects.in_bulk([found.known[address] for address in found.coming if address in found.known])
    intake = Intake.objects.create(newsletter=newsletter, came=len(found.coming), by=by, at=now)
    told = {"wording": wording, "proof": proof, "source": ConsentSource.IMPORT, "agreed_at": agreed_at}
    places = []
    for address in found.coming:
        known = people.get(found.known.get(address, 0))
        whose = {"person": known or _made(address, by), "made_reader": known is None}
        places.append(Subscription(newsletter=newsletter, intake=intake, **whose, **told))
    Subscription.objects.bulk_create(places)
    audit.write("newsletter.brought_in", by=by, about=newsletter, came=intake.came, stayed_away=len(found.left))
    return intake


def _made(address: str, by: User) -> Person:
    return readers.make(address=address, language="nl", source="Op een lijst gezet uit een bestand", by=by)
