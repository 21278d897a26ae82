from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .mailing import Mailing


class BatchQuerySet(models.QuerySet["Batch"]):
    def waiting(self, now: datetime) -> Self:
        """Keep what can still be undone."""
        return self.filter(leaves_at__gt=now)


class Batch(models.Model):
    """Letters that joined a mailing after its release, and wait together until the time for undoing is over.

    Of letters that go out again, `before` keeps where each stood, so that undoing puts it back. The row goes when
    the time is over.
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="batches", verbose_name=_("mailing"))
    parcels = ArrayField(models.BigIntegerField(), verbose_name=_("parcels"))
    number = models.PositiveIntegerField(_("letters"))
    before = models.JSONField(_("where each letter stood"), default=list)
    finished_at = models.DateTimeField(_("mailing finished at"), null=True, blank=True)
    at = models.DateTimeField(_("joined at"))
    leaves_at = models.DateTimeField(_("leaves at"))

    objects: ClassVar = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(condition=Q(leaves_at__gte=F("at")), name="a_batch_leaves_after_it_joined")
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}"
