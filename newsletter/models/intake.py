from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .newsletter import Newsletter

UNDO_FOR = timedelta(days=30)


class Intake(models.Model):
    """A colleague put readers on a list at once, with the proof of their consent; which places it made, those say."""

    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="intakes", verbose_name=_("list"))
    came = models.PositiveIntegerField(_("readers that came"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="intakes", verbose_name=_("brought in by")
    )
    at = models.DateTimeField(_("brought in at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="intakes_undone",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("import of readers")
        verbose_name_plural = _("imports of readers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_intake_that_was_undone_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"intake {self.pk}"

    @property
    def undo_until(self) -> datetime:
        return self.at + UNDO_FOR

    def may_be_undone(self, now: datetime) -> bool:
        """Tell whether what it did can still be taken back."""
        return self.undone_at is None and now <= self.undo_until
