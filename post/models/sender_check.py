from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SenderCheckQuerySet(models.QuerySet["SenderCheck"]):
    def of_the_dns(self) -> Self:
        """Keep the looks at the DNS, the last first."""
        return self.filter(of_a_letter=False).order_by("-at", "-pk")

    def of_letters(self) -> Self:
        """Keep the looks at a letter that arrived, the last first."""
        return self.filter(of_a_letter=True).order_by("-at", "-pk")


class SenderCheck(models.Model):
    """One look at whether receivers take our letters for ours: what was found, and whether that is enough to send."""

    of_a_letter = models.BooleanField(_("of a letter that arrived"), default=False)
    findings = models.JSONField(_("what was found"))
    aligned = models.BooleanField(_("the sender is right"))
    at = models.DateTimeField(_("looked at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sender_checks",
        verbose_name=_("looked by"),
    )

    objects: ClassVar = SenderCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of the sender")
        verbose_name_plural = _("checks of the sender")

    def __str__(self) -> str:
        return f"sender check {self.pk}"
