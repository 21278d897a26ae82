"""What a new address does to a confirmation: newsletters wait until the new address is confirmed as well.

Whoever changed it: a colleague, a file, a merge. Also a typing error that is mended: who reads at the new address never
pressed a button of ours. Who moves by the personal link confirms at once (`moving.py`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from network.models import Person
from network.models.asking import LETTERS_A_DAY
from newsletter.actions import notices
from newsletter.models import AddressChange, Subscription, SubscriptionRequest
from newsletter.models.subscription_request import BY_ANOTHER


@transaction.atomic
def changed(*, person: Person, before: str, after: str, now: datetime) -> None:
    """Let newsletters wait when somebody else gave a reader another address, and ask the new one to confirm.

    Who never confirmed anything has nothing to lose. Back to the address at which they agreed, all is as it was.
    """
    known = AddressChange.objects.filter(person=person, confirmed_at=None).first()
    if known and after and known.agreed_with.lower() == after.lower():
        known.delete()
    elif known or has_confirmed(person):
        leave(person=person, agreed_with=before, now=now)
        audit.write("newsletter.address_unconfirmed", by=None, about=person)
        ask(person=person, address=after, now=now)


def leave(*, person: Person, agreed_with: str, now: datetime) -> None:
    """Let newsletters wait; who left two addresses after each other agreed with the first."""
    AddressChange.objects.update_or_create(
        person=person,
        confirmed_at=None,
        defaults={"changed_at": now},
        create_defaults={"agreed_with": agreed_with, "changed_at": now},
    )


def ask(*, person: Person, address: str, now: datetime) -> None:
    """Write to the new address with the button that confirms it; no more than three letters a day to one address."""
    if not address or SubscriptionRequest.objects.lately(address, now).count() >= LETTERS_A_DAY:
        return
    request = SubscriptionRequest.objects.create(
        address=address, form=BY_ANOTHER, language=person.language, asked_at=now, moves=person
    )
    notices.ask_to_confirm_address(request, now=now)


@transaction.atomic
def confirm(*, person: Person, now: datetime) -> bool:
    """Write down that who reads at the preferred address pressed our button; return whether newsletters waited."""
    waited = AddressChange.objects.filter(person=person, confirmed_at=None).update(confirmed_at=now)
    if waited:
        audit.write("newsletter.address_confirmed", by=None, about=person)
    return bool(waited)


def keep_proof(*, person: Person, agreed_with: str, now: datetime) -> None:
    """Write down with which address a reader agreed who moved and confirmed the new address themselves."""
    if has_confirmed(person):
        AddressChange.objects.create(person=person, agreed_with=agreed_with, changed_at=now, confirmed_at=now)


def waiting_since(moment: datetime) -> set[int]:
    """Return who got another address since then that is not confirmed; a small table, however many letters wait."""
    changes = AddressChange.objects.waiting().filter(changed_at__gte=moment)
    return set(changes.values_list("person", flat=True))


def is_waiting(person: Person) -> bool:
    """Tell whether the newsletters of somebody wait for the confirmation of their address."""
    return AddressChange.objects.waiting().filter(person=person).exists()


def has_confirmed(person: Person) -> bool:
    """Tell whether somebody is on a list by a consent that they confirmed by mail."""
    return Subscription.objects.holding().filter(person=person, confirmed_at__isnull=False).exists()
