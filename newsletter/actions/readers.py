"""Who reads at an address: somebody the network knows, or somebody of whom we know nothing but that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Lower

from accounts.actions import audit
from network.models import MailAddress, Person
from newsletter.words import NAMELESS

if TYPE_CHECKING:
    from accounts.models import User


def known(address: str) -> Person | None:
    """Return who prefers to get letters at this address; of two who share a mailbox, who was there first.

    Somebody who has the address but prefers another does not count: the letters would go elsewhere.
    """
    rows = MailAddress.objects.alias(lowered=Lower("address")).filter(lowered=address.lower(), preferred=True)
    holder = rows.order_by("person_id").select_related("person").first()
    return holder.person if holder else None


def prefers(person: Person, address: str) -> bool:
    """Tell whether the letters of somebody go to this address."""
    return MailAddress.objects.filter(person=person, preferred=True, address__iexact=address).exists()


@transaction.atomic
def make(*, address: str, language: str, source: str, by: User | None = None) -> Person:
    """Record somebody of whom we know an address alone; the name is what stands before the @ until they tell theirs."""
    person = Person.objects.create(
        given_name=NAMELESS.get(language, NAMELESS["nl"]),
        family_name=address.partition("@")[0][:80],
        language=language,
        source=source[:200],
    )
    MailAddress.objects.create(person=person, address=address)
    audit.write("network.person_recorded", by=by, about=person)
    return person


def is_nameless(person: Person) -> bool:
    """Tell whether we never heard this person's name."""
    return person.given_name in NAMELESS.values()


@transaction.atomic
def name(*, person: Person, given_name: str, tussenvoegsel: str, family_name: str, now: datetime) -> bool:  # noqa: ARG001
    """Call somebody without a name by the name they told; who has one keeps it. Tell whether it changed."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not is_nameless(person):
        return False
    person.given_name, person.tussenvoegsel, person.family_name = given_name, tussenvoegsel, family_name
    person.save(update_fields=["given_name", "tussenvoegsel", "family_name"])
    audit.write("network.person_changed", by=None, about=person, fields=["given_name", "tussenvoegsel", "family_name"])
    return True
