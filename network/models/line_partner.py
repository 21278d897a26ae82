from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .organisation import Organisation
from .programme_line import ProgrammeLine


class LinePartner(models.Model):
    """What an organisation is to a programme line, with the days between which it holds and where that was found."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="line_partnerships", verbose_name=_("organisation")
    )
    line = models.ForeignKey(ProgrammeLine, models.PROTECT, related_name="partners", verbose_name=_("programme line"))
    relation = models.CharField(_("relation"), max_length=60)
    source_note = models.CharField(_("source"), max_length=200, blank=True)
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        verbose_name = _("partner of a line")
        verbose_name_plural = _("partners of lines")
        ordering = ["line__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gt=F("started_on")),
                name="a_partnership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation", "line"],
                condition=Q(ended_on=None),
                name="an_organisation_is_partner_of_a_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"partner {self.pk}"
