"""What people and organisations share in how they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.actions import audit
from accounts.models import User
from network.models import MailAddress, Organisation, Person, PhoneNumber
from network.models.mail_address import Arrives
from network.signals import address_works_again


def keep_phones(party: Person | Organisation, numbers: Sequence[str]) -> None:
    """Give this party these numbers; a number that stays keeps its row, a new one stands behind it."""
    kept = set(party.phone_numbers.values_list("number", flat=True))
    party.phone_numbers.exclude(number__in=numbers).delete()
    owner = {"person" if isinstance(party, Person) else "organisation": party}
    PhoneNumber.objects.bulk_create(PhoneNumber(**owner, number=each) for each in numbers if each not in kept)


@transaction.atomic
def works_again(*, address: MailAddress, by: User, now: datetime) -> None:
    """Say that post arrives again at an address from which it came back. A second time changes nothing."""
    if _arrives(MailAddress.objects.filter(pk=address.pk)):
        address_works_again.send(MailAddress, address=address.address, now=now)
        audit.write("network.address_works_again", by=by, about=address.person)


def lock_address(address: str) -> list[MailAddress]:
    """Return everybody's row of this address, locked: two reports about it are settled one after the other."""
    rows = MailAddress.objects.annotate(lowered=Lower("address")).filter(lowered=address.strip().lower())
    return list(rows.select_related("person").select_for_update(of=("self",)).order_by("pk"))


@transaction.atomic
def came_back(
    *,
    rows: Sequence[MailAddress],
    arrives: Arrives,
    at: datetime,
    words: str,
    now: datetime,  # noqa: ARG001
) -> list[Person]:
    """Write down that post comes back from these rows of one address; return whom we lose sight of only now.

    What is dead stays dead, since the first time we heard so, until a colleague says that it works again.
    """
    lost = []
    for row in rows:
        if row.arrives == Arrives.DEAD:
            continue
        if arrives == Arrives.DEAD:
            lost.append(row.person)
        row.arrives, row.came_back_at, row.came_back_with = arrives, at, words[:200]
        row.save(update_fields=["arrives", "came_back_at", "came_back_with"])
        audit.write("network.address_came_back", by=None, about=row.person, arrives=arrives.value)
    return lost


def coming_back_for_now() -> QuerySet[MailAddress]:
    """Return the addresses from which post came back, while they may still be alive."""
    return MailAddress.objects.filter(arrives=Arrives.SOFT).order_by("pk")


@transaction.atomic
def arrives_again(*, pk: int, now: datetime) -> bool:  # noqa: ARG001
    """Let an address that gave no more trouble for long stand as before; tell whether that changed anything."""
    return _arrives(MailAddress.objects.filter(pk=pk, arrives=Arrives.SOFT))


def _arrives(rows: QuerySet[MailAddress]) -> bool:
    failing = rows.exclude(arrives=Arrives.YES)
    return bool(failing.update(arrives=Arrives.YES, came_back_at=None, came_back_with=""))
