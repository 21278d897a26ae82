from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.provinces import Province

from .affiliation import HoldsOnDays
from .municipality import Municipality
from .organisation import Organisation


class FormerPlace(models.Model):
    """An organisation was elsewhere until a day, which is the first on which it no longer was.

    Without a first day nobody knows since when. Where it is today stands in the organisation itself, and holds for each
    day on which it was nowhere else.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_places", verbose_name=_("organisation")
    )
    province = models.CharField(_("region"), max_length=5, choices=Province, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality")
    )
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"))

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        verbose_name = _("former place of an organisation")
        verbose_name_plural = _("former places of organisations")
        ordering = ["-ended_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on__gt=F("started_on")), name="a_place_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"former place of an organisation {self.pk}"
