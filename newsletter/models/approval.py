from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> Self:
        """Keep what nobody decided or withdrew."""
        return self.filter(decided_at=None, withdrawn_at=None)

    def waiting(self) -> Self:
        """Keep what can still be decided: the letter is as it was when it was asked, and did not go out."""
        return self.open().filter(campaign__mailing=None, campaign__version=F("version"))


class Approval(models.Model):
    """A colleague asked a second person to look at a letter and send it; that person sent it, or gave it back.

    Asked for the letter in one version: whoever changes it withdraws the question. What was sent is marked by `stamp`,
    of the exact words, and `promised`, the exact number of people, as the second person saw them (bar Z29).
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="approvals", verbose_name=_("campaign"))
    version = models.PositiveIntegerField(_("version"))
    number = models.PositiveIntegerField(_("readers when it was asked"))
    note = models.CharField(_("what to know about it"), max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals_asked", verbose_name=_("asked by")
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals_to_give", verbose_name=_("asked of")
    )
    asked_at = models.DateTimeField(_("asked at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("why it was given back"), max_length=500, blank=True)
    stamp = models.CharField(_("mark of the words that were sent"), max_length=64, blank=True)
    promised = models.PositiveIntegerField(_("people it was sent to"), null=True, blank=True)

    objects: ClassVar = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval of a letter")
        verbose_name_plural = _("approvals of letters")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="a_letter_waits_for_one_approval",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="nobody_approves_their_own_letter"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, answer="", stamp="", promised=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, withdrawn_at=None)
                & (Q(stamp="", promised=None) & ~Q(answer="") | Q(answer="", promised__isnull=False) & ~Q(stamp="")),
                name="a_decided_letter_was_sent_or_given_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"

    @property
    def holds(self) -> bool:
        """Whether it can still be decided; `waiting` asks the same of many."""
        undecided = self.decided_at is None and self.withdrawn_at is None
        return undecided and self.campaign.mailing_id is None and self.campaign.version == self.version
