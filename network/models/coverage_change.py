from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Count, Max


class CoverageChangeQuerySet(models.QuerySet["CoverageChange"]):
    def version(self) -> str:
        """Return what the coverage was counted from, in a word: another word after each change that is committed."""
        seen = self.aggregate(number=Count("pk"), last=Max("pk"))
        return f"{seen['number']}.{seen['last']}"


class CoverageChange(models.Model):
    """A statement changed something that the coverage is counted from; the database itself writes this row.

    Rows are only added, so how many there are and which is the last tell whether a count still holds, also while
    others are busy. Old rows are swept away by a task.
    """

    objects: ClassVar = CoverageChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"coverage change {self.pk}"
