from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign


class SenderOverride(models.Model):
    """A colleague let a letter go out although receivers may not trust its sender, and said why.

    It holds for the words of that version, and for so many people at most.
    """

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, related_name="sender_override", verbose_name=_("campaign")
    )
    version = models.PositiveIntegerField(_("version of the letter"))
    number = models.PositiveIntegerField(_("people who would get it"))
    reason = models.CharField(_("why it may go out all the same"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sender_overrides", verbose_name=_("overruled by")
    )
    at = models.DateTimeField(_("overruled at"))

    class Meta:
        verbose_name = _("overruled sender check")
        verbose_name_plural = _("overruled sender checks")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="an_overruled_sender_check_says_why")]

    def __str__(self) -> str:
        return f"sender override {self.pk}"

    def covers(self, count: int) -> bool:
        """Tell whether it holds for the letter as it is now, to so many people."""
        return self.version == self.campaign.version and count <= self.number
