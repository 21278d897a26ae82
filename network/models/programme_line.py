from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .target_group import TargetGroup
from .theme import HoldsInYears, Theme


class ProgrammeLine(models.Model):
    """One line of work in a theme, with the years in which it holds and the target groups it names for itself."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(unique=True)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="lines", verbose_name=_("theme"))
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160)
    valid_from = models.PositiveSmallIntegerField(_("from year"))
    valid_until = models.PositiveSmallIntegerField(_("up to and including year"), null=True, blank=True)
    target_groups = models.ManyToManyField(
        TargetGroup, through="LineTargetGroup", related_name="lines", verbose_name=_("target groups")
    )

    objects: ClassVar = HoldsInYears.as_manager()

    class Meta:
        verbose_name = _("programme line")
        verbose_name_plural = _("programme lines")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="a_line_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.name_en if get_language() == 'en' else self.name}"


class LineTargetGroup(models.Model):
    """A target group that a line names for itself: a cell of the coverage matrix that weighs."""

    line = models.ForeignKey(ProgrammeLine, models.CASCADE, related_name="named_target_groups")
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="naming_lines")

    class Meta:
        verbose_name = _("target group of a line")
        verbose_name_plural = _("target groups of lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "target_group"], name="a_line_names_a_target_group_once"),
        ]

    def __str__(self) -> str:
        return f"cell {self.line_id}:{self.target_group_id}"
