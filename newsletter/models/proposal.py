from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign
from .newsletter import Newsletter


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        """Keep what nobody decided."""
        return self.filter(decided_at=None)

    def accepted(self) -> Self:
        """Keep what a second person sent."""
        return self.filter(decided_at__isnull=False)


class Proposal(models.Model):
    """A colleague wants letters to leave outside a release, to so many people; only somebody else lets them leave.

    About who came later to a letter, or about the readers of a list who are asked again. What the second person sends
    is exactly what was proposed: the number, and for readers whom and for how long.
    """

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name=_("campaign")
    )
    newsletter = models.ForeignKey(
        Newsletter, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name=_("list")
    )
    agreed_before = models.DateField(_("who said yes before"), null=True, blank=True)
    unconfirmed = models.BooleanField(_("who never pressed the button in our letter"), default=False)
    days = models.PositiveSmallIntegerField(_("days to answer"), null=True, blank=True)
    number = models.PositiveIntegerField(_("people"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("proposed by")
    )
    asked_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_decided",
        verbose_name=_("sent by"),
    )
    decided_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects: ClassVar = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to send letters")
        verbose_name_plural = _("proposals to send letters")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=False, newsletter=None, days=None)
                | Q(campaign=None, newsletter__isnull=False, days__isnull=False),
                name="a_proposal_is_about_a_letter_or_a_list",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_proposal_that_was_sent_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="nobody_sends_their_own_proposal"
            ),
            models.UniqueConstraint(
                fields=["campaign", "newsletter"],
                condition=Q(decided_at=None),
                nulls_distinct=False,
                name="one_proposal_waits_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
