from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .letter import Letter
from .mailing import Mailing

WEARS_OUT = timedelta(days=30)  # after which a letter that came back for now no longer counts


class ReportKind(models.TextChoices):
    """What a letter that came back says, about its reader or about us."""

    HARD = "hard", _("the address does not exist any more")
    SOFT = "soft", _("came back for now")
    OURS = "ours", _("refused for a reason that is about our mail")
    COMPLAINT = "complaint", _("reported as unwanted mail")


# Of several reports about one letter, the first of these is what staff read.
MOST_TELLING = [ReportKind.COMPLAINT, ReportKind.HARD, ReportKind.OURS, ReportKind.SOFT]
AGAINST_THE_ADDRESS = (ReportKind.HARD, ReportKind.SOFT)


class ReportQuerySet(models.QuerySet["Report"]):
    def counting(self, address_hash: bytes, now: datetime) -> Self:
        """Keep what counts against this address: nobody forgave it, and it has not worn out."""
        holds = Q(kind=ReportKind.HARD) | Q(at__gt=now - WEARS_OUT)
        return self.filter(holds, address_hash=address_hash, forgiven_at=None, kind__in=AGAINST_THE_ADDRESS)

    def standing(self) -> Self:
        """Keep what says where a letter is now: it was not sent again since."""
        return self.filter(superseded_at=None)


class Report(models.Model):
    """What another mail server told about a letter after we had handed it over; `event` makes that it counts once.

    Stands beside the letter and not in it: the row of a letter is written millions of times, a report seldom. No
    constraint in the database on the letter either, because that would slow down each release.
    """

    event = models.CharField(_("event"), max_length=64, unique=True)
    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="reports", verbose_name=_("mailing"))
    letter = models.ForeignKey(
        Letter, models.CASCADE, related_name="reports", verbose_name=_("letter"), db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    code = models.CharField(_("code"), max_length=12, blank=True, help_text="RFC 3463")
    words = models.CharField(_("words of the server"), max_length=200, blank=True)
    address_hash = models.BinaryField(_("keyed hash of the address"), max_length=32)
    at = models.DateTimeField(_("came back at"))
    heard_at = models.DateTimeField(_("heard at"))
    forgiven_at = models.DateTimeField(
        _("forgiven at"), null=True, blank=True, help_text=_("From then on it no longer counts against the address.")
    )
    superseded_at = models.DateTimeField(
        _("sent again at"), null=True, blank=True, help_text=_("From then on it no longer says where the letter is.")
    )

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["address_hash", "at"], name="reports_of_an_address"),
            models.Index(fields=["-at", "-id"], name="reports_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="a_report_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(event=""), name="a_report_tells_of_an_event"),
            models.CheckConstraint(
                condition=Q(heard_at__gte=F("at")), name="a_report_is_heard_after_the_letter_came_back"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
