from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person


class HoldsOnDays(models.QuerySet):
    def holding_on(self, day: date) -> Self:
        """Keep what holds on this day; `ended_on` is the first day it no longer does."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), Q(started_on=None) | Q(started_on__lte=day))


class Affiliation(models.Model):
    """A person's role at an organisation, with the days between which it held; history stays."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    title = models.CharField(_("role at the organisation"), max_length=120, blank=True)
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(
                fields=["organisation"], include=["person", "started_on", "ended_on"], name="work_by_organisation"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gt=F("started_on")),
                name="an_affiliation_ends_after_it_starts",
                violation_error_message=_("The end date must come after the start date."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "title"],
                condition=Q(ended_on=None),
                name="a_current_affiliation_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"affiliation {self.pk}"
