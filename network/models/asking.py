"""What somebody asked with an address alone; it counts once the letter to that address is confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models.functions import Lower

KEPT_FOR = timedelta(days=7)
LETTERS_A_DAY = 3  # that ask to confirm, to one address (bar Z24)

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class AskedQuerySet(models.QuerySet[Row_co]):
    """Rows with `address` and `asked_at`, and an index on the address in small letters."""

    def lately(self, address: str, now: datetime) -> Self:
        """Keep what was asked for this address in the past day, whatever its case."""
        asked = self.alias(lowered=Lower("address"))
        return asked.filter(lowered=address.lower(), asked_at__gt=now - timedelta(days=1))

    def outdated(self, now: datetime) -> Self:
        """Keep what has been here for seven days, confirmed or not."""
        return self.filter(asked_at__lte=now - KEPT_FOR)
