from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Person

FEWER_DAYS = 28  # who wants fewer letters gets one in so many days


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def paused_on(self, day: date) -> Self:
        """Keep who wants no letters on this day; `paused_until` is the first day they come again."""
        return self.filter(paused_until__gt=day)


class Preference(models.Model):
    """How often a person wants letters, over all lists: fewer, or none until a day. Without this row: all of them."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="letter_preference", verbose_name=_("person"))
    fewer = models.BooleanField(_("one letter in four weeks"), default=False)
    paused_until = models.DateField(_("no letters until"), null=True, blank=True)
    told_end_at = models.DateTimeField(_("told that the pause ends"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects: ClassVar = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference about letters")
        verbose_name_plural = _("preferences about letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_end_at=None) | Q(paused_until__isnull=False),
                name="only_the_end_of_a_pause_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"

    def ended_on(self, day: date) -> bool:
        """Tell whether letters come again on this day."""
        return self.paused_until is None or self.paused_until <= day
