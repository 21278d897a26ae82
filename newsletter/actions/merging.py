"""What two records that become one do to the confirmation of an address."""

from __future__ import annotations

from datetime import datetime

from network.actions.journal import Journal
from network.models import MailAddress, Person
from newsletter.actions import addresses
from newsletter.models import AddressChange


def settle_address(*, kept: Person, gone: Person, journal: Journal, now: datetime) -> None:
    """Let newsletters wait when the address that stays was never confirmed, and go on when it was.

    Called when the merge has chosen the address, and both records still have their own.
    """
    preferred = MailAddress.objects.filter(person__in=[kept, gone], preferred=True).first()
    if not preferred:
        return
    winner, other = (kept, gone) if preferred.person_id == kept.pk else (gone, kept)
    left = AddressChange.objects.filter(person=other, confirmed_at=None)
    agreed_with = _left_behind(journal, other)
    if addresses.has_confirmed(winner):
        journal.set_aside(AddressChange, left.values_list("pk", flat=True))
    elif not left and addresses.has_confirmed(other) and agreed_with.lower() != preferred.address.lower():
        addresses.leave(person=other, agreed_with=agreed_with, now=now)
        addresses.ask(person=kept, address=preferred.address, now=now)


def _left_behind(journal: Journal, person: Person) -> str:
    """Return the address that somebody preferred until this merge."""
    touched = journal.merge.steps.filter(model=MailAddress._meta.label).values("row")
    return MailAddress.objects.filter(person=person, pk__in=touched).values_list("address", flat=True).first() or ""
