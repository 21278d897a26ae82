from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .programme_line import ProgrammeLine


class LineAssignment(models.Model):
    """A colleague works on a programme line between these days."""

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
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")), name="work_on_a_line_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["user", "line"], condition=Q(ended_on=None), name="work_on_a_line_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"work on a line {self.pk}"
