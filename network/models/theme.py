from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class HoldsInYears(models.QuerySet):
    def holding_in(self, year: int) -> Self:
        """Keep what holds in this calendar year."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=year), valid_from__lte=year)


class Theme(models.Model):
    """One of the main themes of the four-year programme, with the years in which it holds; retired, never deleted."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    level = models.CharField(_("level"), max_length=120, help_text=_("Whom the theme addresses."))
    valid_from = models.PositiveSmallIntegerField(_("from year"))
    valid_until = models.PositiveSmallIntegerField(_("up to and including year"), null=True, blank=True)

    objects: ClassVar = HoldsInYears.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="a_theme_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name
