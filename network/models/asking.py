"""What somebody asked with an address alone; it counts once the letter to that address is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

KEPT_FOR = timedelta(days=7)
LETTERS_A_DAY = 3  # that ask to confirm, to one address (bar Z24)

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


def mailbox_of(address: str) -> str:
    """Return where the letters to an address arrive: without what stands after a plus, with which one box has many."""
    name, _at, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0] or name}@{domain}"


class AskedQuerySet(models.QuerySet[Row_co]):
    """Rows with `address` and `asked_at`, and an index on the address in small letters."""

    def lately(self, address: str, now: datetime) -> Self:
        """Keep what was asked for this mailbox in the past day: whatever its case, and whatever stands after a plus."""
        asked, mailbox = self.alias(lowered=Lower("address")), mailbox_of(address)
        name, _at, domain = mailbox.rpartition("@")
        same = Q(lowered=mailbox) | Q(lowered__startswith=f"{name}+", lowered__endswith=f"@{domain}")
        return asked.filter(same, asked_at__gt=now - timedelta(days=1))

    def outdated(self, now: datetime) -> Self:
        """Keep what has been here for seven days, confirmed or not."""
        return self.filter(asked_at__lte=now - KEPT_FOR)
