from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkOutcome(models.TextChoices):
    WAITING = "waiting", _("is being checked")
    WORKS = "works", _("works")
    DEAD = "dead", _("leads nowhere")
    UNKNOWN = "unknown", _("could not be checked")


class LinkCheck(models.Model):
    """What we found the last time that we followed one web address, whichever letters it stands in."""

    url = models.URLField(_("web address"), max_length=500, unique=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=LinkOutcome, default=LinkOutcome.WAITING)
    status = models.PositiveSmallIntegerField(_("answer of the website"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=LinkOutcome.values), name="a_link_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(outcome=LinkOutcome.WAITING) | Q(checked_at__isnull=False),
                name="a_checked_link_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"check of link {self.pk}"
