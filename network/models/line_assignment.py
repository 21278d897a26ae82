from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .programme_line import ProgrammeLine


def _only(field: str) -> Func:
    """Return the range of this one number: PostgreSQL excludes by ranges alone without an extension."""
    return Func(field, field, RangeBoundary(inclusive_lower=True, inclusive_upper=True), function="int8range")


class LineAssignment(models.Model):
    """A colleague works on a programme line between these days; ended on its first day it never was."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="line_assignments", verbose_name=_("colleague")
    )
    line = models.ForeignKey(
        ProgrammeLine, models.PROTECT, related_name="assignments", verbose_name=_("programme line")
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        verbose_name = _("work on a line")
        verbose_name_plural = _("work on lines")
        ordering = ["line__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="work_on_a_line_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="nobody_works_on_a_line_twice_at_once",
                expressions=[
                    (_only("user"), RangeOperators.OVERLAPS),
                    (_only("line"), RangeOperators.OVERLAPS),
                    (Func("started_on", "ended_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"work on a line {self.pk}"
