from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .organisation import Organisation
from .target_group import TargetGroup


class Serving(models.Model):
    """An organisation belongs to a target group today, since a day; without a day nobody knows since when."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("organisation"))
    targetgroup = models.ForeignKey(TargetGroup, models.CASCADE, related_name="+", verbose_name=_("target group"))
    started_on = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        db_table = "network_organisation_target_groups"
        unique_together = [("organisation", "targetgroup")]
        verbose_name = _("target group of an organisation")
        verbose_name_plural = _("target groups of organisations")

    def __str__(self) -> str:
        return f"target group of an organisation {self.pk}"


class FormerServing(models.Model):
    """An organisation belonged to a target group until a day, which is the first on which it no longer did."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_servings", verbose_name=_("organisation")
    )
    targetgroup = models.ForeignKey(TargetGroup, models.CASCADE, related_name="+", verbose_name=_("target group"))
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former target group of an organisation")
        verbose_name_plural = _("former target groups of organisations")
        ordering = ["-ended_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on__gt=F("started_on")),
                name="a_target_group_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"former target group of an organisation {self.pk}"


class ServingFact(models.Model):
    """One fact that an organisation belonged to a target group between days: what holds today, and what held before.

    A view in the database over both, so it can be asked and not written.
    """

    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    targetgroup = models.ForeignKey(TargetGroup, models.DO_NOTHING, related_name="+")
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        managed = False
        db_table = "network_servingfact"

    def __str__(self) -> str:
        return f"serving fact {self.pk}"
