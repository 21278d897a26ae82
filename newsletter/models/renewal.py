from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.models import Person
from post.models import Mailing
from post.models.mailing import MailingQuerySet

from .consent_text import ConsentText
from .newsletter import Newsletter

UNDO_FOR = timedelta(days=7)


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def running(self) -> Self:
        """Keep what was neither stopped nor carried out."""
        return self.filter(stopped_at=None, carried_at=None)


class Renewal(models.Model):
    """The readers of a list are asked whether they want to stay; who does not say so before the end loses their place.

    Who was asked stands in `RenewalAsk`; the letters are mailings of the post. A yes is a new consent with these words.
    """

    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="renewals", verbose_name=_("list"))
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="renewals", verbose_name=_("words of consent"))
    agreed_before = models.DateField(_("who said yes before"), null=True, blank=True)
    unconfirmed = models.BooleanField(_("who never pressed the button in our letter"), default=False)
    mailings = models.ManyToManyField(Mailing, related_name="renewals", verbose_name=_("letters"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="renewals", verbose_name=_("begun by")
    )
    started_at = models.DateTimeField(_("begun at"))
    ends_at = models.DateTimeField(_("ends at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    carried_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects: ClassVar = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal of consent")
        verbose_name_plural = _("renewals of consent")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter"],
                condition=Q(stopped_at=None, carried_at=None),
                name="a_list_is_renewed_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="a_renewal_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(carried_at=None), name="a_renewal_is_stopped_or_carried_out"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(carried_at__isnull=False), name="only_a_carried_renewal_is_undone"
            ),
        ]

    def __str__(self) -> str:
        return f"renewal {self.pk}"

    @property
    def runs(self) -> bool:
        return self.stopped_at is None and self.carried_at is None

    @property
    def halfway(self) -> datetime:
        return self.started_at + (self.ends_at - self.started_at) / 2

    def held_mailings(self) -> MailingQuerySet:
        """Find the letters of it that stand still: until they go on or it is stopped, nothing of it is carried out."""
        found: MailingQuerySet = self.mailings.open().filter(paused_at__isnull=False, cancelled_at=None)
        return found

    def may_be_undone(self, now: datetime) -> bool:
        """Tell whether the places that were lost can still be given back in one go."""
        return bool(self.carried_at and not self.undone_at and now - self.carried_at <= UNDO_FOR)


class RenewalAnswer(models.TextChoices):
    STAYED = "stayed", _("wants to stay")
    LEFT = "left", _("left the list")
    EXPIRED = "expired", _("did not answer, and lost the place")
    UNREACHED = "unreached", _("never got our letter, and keeps the place")


class RenewalAsk(models.Model):
    """Somebody was asked whether they want to stay on a list, and what they said; empty while they said nothing."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="asks", verbose_name=_("renewal"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="renewal_asks", verbose_name=_("person"))
    answer = models.CharField(_("answer"), max_length=10, choices=RenewalAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("question to stay on a list")
        verbose_name_plural = _("questions to stay on a list")
        constraints = [
            models.UniqueConstraint(fields=["renewal", "person"], name="a_renewal_asks_somebody_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="an_answer_to_a_renewal_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"renewal ask {self.pk}"
