from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .campaign import Campaign


class LeftOutPerson(models.Model):
    """Somebody in the audience of a campaign who was promised no letter at its release, and why.

    `reason` is one of `newsletter.queries.audiences.LeftOut`.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="left_out_people", verbose_name=_("campaign"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=24)

    class Meta:
        verbose_name = _("person left out of a letter")
        verbose_name_plural = _("people left out of a letter")
        indexes = [models.Index(fields=["campaign", "reason"], name="left_out_by_reason")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="somebody_is_left_out_of_a_letter_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="who_is_left_out_is_so_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"left out {self.pk}"
