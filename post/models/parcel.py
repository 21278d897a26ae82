from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from post.letter_classes import those_that
from post.quiet import quiet_until

from .mailing import Mailing

SIZE = 500


class ParcelState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("at work")
    DONE = "done", _("done")


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def claimable(self, now: datetime) -> Self:
        """Keep what may be delivered at this moment; `actions.delivering.claim` asks the same in SQL."""
        by_day = self.exclude(mailing__letter_class__in=those_that("keeps_quiet_hours")) if quiet_until(now) else self
        return by_day.filter(
            Q(not_before=None) | Q(not_before__lte=now),
            Q(mailing__not_before=None) | Q(mailing__not_before__lte=now),
            Q(mailing__expires_at=None) | Q(mailing__expires_at__gt=now),
            state=ParcelState.WAITING,
            mailing__released_at__isnull=False,
            mailing__paused_at=None,
            mailing__cancelled_at=None,
            mailing__finished_at=None,
        )

    def for_their_moment(self, now: datetime) -> Self:
        """Keep what was never tried and waits for a moment of its own, as `actions.spreading` gave it."""
        return self.filter(state=ParcelState.WAITING, attempt=0, not_before__gt=now)


class Parcel(models.Model):
    """At most 500 letters of one mailing that a worker takes along at once.

    Every letter that still has to leave is in exactly one parcel that is not done: that is how it is found again.
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="parcels", verbose_name=_("mailing"))
    number = models.PositiveIntegerField(_("number"))
    letter_ids = ArrayField(models.BigIntegerField(), verbose_name=_("letters"))
    state = models.CharField(_("state"), max_length=10, choices=ParcelState, default=ParcelState.WAITING)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    owner = models.CharField(_("owner"), max_length=150, blank=True, help_text=_("Which process has it; see owner.py"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    deaths = models.PositiveSmallIntegerField(
        _("workers that died of it"), db_default=0, help_text=_("In a row, before anything of it was handed over.")
    )
    trouble = models.CharField(_("what stands in the way"), max_length=200, blank=True)

    objects: ClassVar = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        indexes = [
            models.Index(fields=["id"], name="parcels_waiting", condition=Q(state=ParcelState.WAITING)),
            models.Index(fields=["owner"], name="parcels_at_work", condition=Q(state=ParcelState.CLAIMED)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ParcelState.values), name="a_parcel_is_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state=ParcelState.CLAIMED)
                | ~Q(owner="") & Q(claimed_at__isnull=False, lease_until__isnull=False),
                name="a_claimed_parcel_says_whose_it_is_and_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"parcel {self.pk}"
