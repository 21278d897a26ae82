"""What people and organisations share in how they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from network.models import MailAddress, Organisation, Person, PhoneNumber
from network.models.mail_address import Arrives


def keep_phones(party: Person | Organisation, numbers: Sequence[str]) -> None:
    """Give this party these numbers; a number that stays keeps its row, a new one stands behind it."""
    kept = set(party.phone_numbers.values_list("number", flat=True))
    party.phone_numbers.exclude(number__in=numbers).delete()
    owner = {"person" if isinstance(party, Person) else "organisation": party}
    PhoneNumber.objects.bulk_create(PhoneNumber(**owner, number=each) for each in numbers if each not in kept)


@transaction.atomic
def works_again(*, address: MailAddress, by: User, now: datetime) -> None:  # noqa: ARG001  every action is told the time
    """Say that post arrives again at an address from which it came back. A second time changes nothing."""
    failing = MailAddress.objects.filter(pk=address.pk).exclude(arrives=Arrives.YES)
    if failing.update(arrives=Arrives.YES, came_back_at=None, came_back_with=""):
        audit.write("network.address_works_again", by=by, about=address.person)
