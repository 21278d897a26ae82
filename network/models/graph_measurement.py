from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.graph import Who

KEPT_FOR = timedelta(days=30)
RENEWED_AFTER = timedelta(days=20)  # so that a map in daily use keeps its positions


class GraphMeasurementQuerySet(models.QuerySet["GraphMeasurement"]):
    def waiting(self) -> Self:
        """Keep what was asked and is not computed yet, the first one first."""
        return self.filter(measured_at=None).order_by("asked_at", "pk")

    def outdated(self, now: datetime) -> Self:
        return self.filter(asked_at__lt=now - KEPT_FOR)


class GraphMeasurement(models.Model):
    """What was computed of one network: where everybody stands on the map, and the measures; numbers and ids alone.

    Asked by a page, computed by a worker, thrown away after thirty days. Found again by the fingerprint of the network.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    scope = models.CharField(
        _("scope"), max_length=64, help_text=_("The same for the same choices; the map follows it from day to day.")
    )
    who = models.CharField(_("who"), max_length=13, choices=Who)
    asked_at = models.DateTimeField(_("asked at"))
    laid_out_at = models.DateTimeField(_("laid out at"), null=True, editable=False)
    measured_at = models.DateTimeField(_("measured at"), null=True, editable=False)
    graph = models.JSONField(_("network"), help_text=_("The ids of the parties, and pairs of places in that list."))
    positions = models.JSONField(_("positions"), null=True, editable=False)
    whole = models.JSONField(_("measures of the whole"), null=True, editable=False)
    columns = models.JSONField(_("measures of the parties"), null=True, editable=False)

    objects: ClassVar = GraphMeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement of the network")
        verbose_name_plural = _("measurements of the network")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["scope", "-asked_at"], name="measurements_by_scope")]
        constraints = [
            models.CheckConstraint(condition=Q(who__in=Who.values), name="a_measurement_is_of_known_parties"),
            models.CheckConstraint(
                condition=Q(laid_out_at=None) ^ Q(positions__isnull=False),
                name="a_measurement_is_laid_out_with_its_positions",
            ),
            models.CheckConstraint(
                condition=Q(measured_at__isnull=True, whole__isnull=True, columns__isnull=True)
                | Q(measured_at__isnull=False, whole__isnull=False, columns__isnull=False),
                name="a_measurement_is_measured_with_its_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"measurement {self.pk}"

    def wears_out(self, now: datetime) -> bool:
        """Tell whether it is time to ask for it again, before it is thrown away."""
        return self.asked_at < now - RENEWED_AFTER
