from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WeeklyLetter(models.Model):
    """We looked what waits for a colleague in the week of this Monday; with something to say, a letter went out."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="weekly_letters", verbose_name=_("colleague")
    )
    week = models.DateField(_("week of Monday"))
    told = models.PositiveIntegerField(_("how many things it told"), default=0, help_text=_("With nothing, no letter."))
    looked_at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("weekly letter")
        verbose_name_plural = _("weekly letters")
        constraints = [
            models.UniqueConstraint(fields=["user", "week"], name="a_colleague_gets_one_letter_a_week"),
            models.CheckConstraint(condition=models.Q(week__iso_week_day=1), name="a_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"weekly letter {self.pk}"
