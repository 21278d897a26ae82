from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.models import Person


class StopSource(models.TextChoices):
    ONE_CLICK = "one_click", _("unsubscribe button of the mail program")
    PAGE = "page", _("unsubscribe page")
    STAFF = "staff", _("recorded by a colleague")
    COMPLAINT = "complaint", _("reported as unwanted mail")
    BOUNCE = "bounce", _("the address no longer exists")
    RESTRICTED = "restricted", _("the person asked us to stop using their data")
    ERASURE = "erasure", _("the person was forgotten")


# These hold back service letters too. The others do not: who leaves every list can still log in with a code.
NOTHING_AT_ALL = (StopSource.BOUNCE, StopSource.RESTRICTED, StopSource.ERASURE)


class StopQuerySet(models.QuerySet["Stop"]):
    def holding(self) -> Self:
        """Keep what has not been lifted."""
        return self.filter(lifted_at=None)

    def about(self, scope: int | None) -> Self:
        """Keep what stops letters of this list: its own stops and those of everything."""
        return self.filter(Q(scope=None) | Q(scope=scope))


class Stop(models.Model):
    """No letters of this scope to this person, or to this address; it wins over every list and every mailing.

    An address is kept as a keyed hash only, so that it still stops the letters after the person was forgotten.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="stops", verbose_name=_("person")
    )
    address_hash = models.BinaryField(_("keyed hash of the address"), max_length=32, null=True, blank=True)
    scope = models.BigIntegerField(_("list"), null=True, blank=True, help_text=_("Empty is everything."))
    how = models.CharField(_("how"), max_length=10, choices=StopSource)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stops_recorded",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("at"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects: ClassVar = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address_hash=None) | Q(person=None, address_hash__isnull=False),
                name="a_stop_is_about_a_person_or_an_address",
            ),
            models.CheckConstraint(condition=Q(how__in=StopSource.values), name="a_stop_says_how"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("at")), name="a_stop_is_lifted_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["person", "scope"],
                condition=Q(lifted_at=None, person__isnull=False),
                nulls_distinct=False,
                name="a_person_stops_a_list_once",
            ),
            models.UniqueConstraint(
                fields=["address_hash", "scope"],
                condition=Q(lifted_at=None, address_hash__isnull=False),
                nulls_distinct=False,
                name="an_address_stops_a_list_once",
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.pk}"
