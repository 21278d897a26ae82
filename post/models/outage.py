from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LOOKED_LATELY = timedelta(minutes=10)  # so long a try that failed says something of now


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> Self:
        """Keep the one that has not ended, when there is one."""
        return self.filter(ended_at=None)

    def holding(self, now: datetime) -> Self:
        """Keep what has not ended and was seen a moment ago: when nothing has to leave, nobody looks."""
        return self.open().filter(last_at__gt=now - LOOKED_LATELY)


class Outage(models.Model):
    """No mail server took anything from us, from the first try that failed until a letter left again."""

    began_at = models.DateTimeField(_("began at"))
    last_at = models.DateTimeField(_("last try that failed"))
    words = models.CharField(_("what went wrong"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("colleagues told at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage of the mail server")
        verbose_name_plural = _("outages of the mail server")
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], condition=Q(ended_at=None), nulls_distinct=False, name="one_outage_at_a_time"
            ),
            models.CheckConstraint(condition=Q(last_at__gte=F("began_at")), name="an_outage_is_seen_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"outage {self.pk}"
