from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from .organisation import Organisation
from .programme_line import ProgrammeLine


class LineFactQuerySet(models.QuerySet["LineFact"]):
    def holding_on(self, day: date) -> Self:
        """Keep what bound an organisation to a line on this day; `until` is the first day it no longer did."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class LineFact(models.Model):
    """One fact that binds an organisation to a programme line: it is its partner, or there was real contact.

    A view in the database over partnerships, contact moments and other contact, so it can be asked and not written.
    Real contact is a meeting, call, talk, visit, personal e-mail, attendance or contribution, never a bulk mail; it
    binds from its day (`spoken_on`) on. A partnership without a first day binds since the organisation was recorded.
    """

    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    line = models.ForeignKey(ProgrammeLine, models.DO_NOTHING, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    spoken_on = models.DateField(null=True)

    objects: ClassVar = LineFactQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "network_linefact"

    def __str__(self) -> str:
        return f"line fact {self.pk}"
