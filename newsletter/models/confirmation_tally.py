from django.db import models
from django.utils.translation import gettext_lazy as _

from .newsletter import Newsletter


class ConfirmationTally(models.Model):
    """How many asked for a list on one day, and how many of those confirmed it; outlives the requests themselves."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="tallies", verbose_name=_("list"))
    day = models.DateField(_("day on which they asked"))
    asked = models.PositiveIntegerField(_("asked"), default=0)
    confirmed = models.PositiveIntegerField(_("confirmed"), default=0)

    class Meta:
        verbose_name = _("tally of confirmations")
        verbose_name_plural = _("tallies of confirmations")
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "day"], name="a_list_is_tallied_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(confirmed__lte=models.F("asked")), name="no_more_confirm_than_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"tally {self.pk}"
