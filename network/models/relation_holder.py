from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .organisation import Organisation
from .programme_line import ProgrammeLine

RESTORABLE_FOR = timedelta(days=30)


class RelationHolder(models.Model):
    """The colleague who keeps the relation with an organisation on a programme line; without a line: on all of them."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="relation_holders", verbose_name=_("organisation")
    )
    line = models.ForeignKey(
        ProgrammeLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relation_holders",
        verbose_name=_("programme line"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="held_relations", verbose_name=_("relation holder")
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = HoldsOnDays.as_manager()

    class Meta:
        verbose_name = _("relation holder")
        verbose_name_plural = _("relation holders")
        ordering = ["line__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="holding_a_relation_does_not_end_before_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation", "line"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                name="one_colleague_holds_a_relation_on_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"relation holder {self.pk}"

    def ended_lately(self, today: date) -> bool:
        """Tell whether this ended so short ago that it may go on as if it never did."""
        return self.ended_on is not None and self.ended_on >= today - RESTORABLE_FOR
