from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign


class CampaignVersion(models.Model):
    """What a newsletter was before it was changed: its words and items, who had saved them and when."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="versions", verbose_name=_("campaign"))
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("words and items"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("saved by")
    )
    saved_at = models.DateTimeField(_("saved at"))
    replaced_at = models.DateTimeField(_("replaced at"))

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="a_version_of_a_campaign_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of campaign {self.campaign_id}"
