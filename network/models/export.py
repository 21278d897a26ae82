from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import User

READY_FOR = timedelta(hours=24)
A_DAY = timedelta(hours=24)


class ExportOf(models.TextChoices):
    PEOPLE = "people", pgettext_lazy("network", "People")
    ORGANISATIONS = "organisations", _("Organisations")
    CONTACTS = "contacts", _("Contact moments")
    MAP = "map", _("Network map")


class Format(models.TextChoices):
    CSV = "csv", _("CSV, for every program")
    XLSX = "xlsx", _("Excel (XLSX)")
    SVG = "svg", _("A picture (SVG)")
    GRAPHML = "graphml", _("For Gephi and yEd (GraphML)")
    PARTIES = "parties", _("The parties as a table (CSV)")
    TIES = "ties", _("The ties as a table (CSV)")


OF_LISTS = (Format.CSV, Format.XLSX)
OF_THE_MAP = (Format.SVG, Format.GRAPHML, Format.PARTIES, Format.TIES)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """Keep one's own; who judges exports also sees those that wait for a second person, or did."""
        if not user.works_at_kis:
            return self.none()
        if user.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
            return self.filter(Q(asked_by=user) | Q(needs_approval=True))
        return self.filter(asked_by=user)

    def without_a_second_person(self, user: User, now: datetime) -> Self:
        """Keep what this user asked in the last day that nobody else judged."""
        return self.filter(asked_by=user, asked_at__gt=now - A_DAY, needs_approval=False)

    def waiting(self) -> Self:
        return self.filter(needs_approval=True, decided_at=None, withdrawn_at=None)


class Export(models.Model):
    """Somebody wants to take a list out of the house: of whom, which columns, what for, and who said it is right.

    `keys` is fixed at the asking, so that what is approved is what is handed over; of the map it is who stands on it.
    """

    of = models.CharField(_("of"), max_length=13, choices=ExportOf)
    format = models.CharField(_("kind of file"), max_length=8, choices=Format, default=Format.CSV)
    columns = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("columns"))
    purpose = models.CharField(_("what for"), max_length=300, blank=True)
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("rows"))
    map_asked = models.JSONField(
        _("choices of the map"), null=True, blank=True, help_text=_("Which ties are drawn, and how it looks.")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name=_("asked by")
    )
    begun_at = models.DateTimeField(_("begun at"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    needs_approval = models.BooleanField(_("needs a second person"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exports_decided",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(
        _("taken back at"), null=True, blank=True, help_text=_("From then on nobody judges or fetches it.")
    )

    objects: ClassVar = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(of__in=ExportOf.values), name="an_export_is_of_something_known"),
            models.CheckConstraint(
                condition=Q(of="map", map_asked__isnull=False) | ~Q(of="map") & Q(map_asked__isnull=True),
                name="an_export_of_the_map_says_which_map",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None) | ~Q(purpose=""), name="who_asks_for_an_export_says_what_for"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="an_export_is_judged_by_somebody_else",
                violation_error_message=_("Somebody else has to judge your export."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, approved=None, decided_by=None)
                | Q(decided_at__isnull=False, approved__isnull=False, decided_by__isnull=False),
                name="a_judged_export_says_by_whom_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(asked_at__isnull=False),
                name="only_an_export_that_was_asked_is_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def waits(self) -> bool:
        return self.needs_approval and self.decided_at is None and self.withdrawn_at is None

    @property
    def ready_until(self) -> datetime | None:
        """Until when the file may be fetched: a day from the asking, or from the approval when one was needed."""
        since = self.decided_at if self.needs_approval else self.asked_at
        refused = self.needs_approval and not self.approved
        return None if since is None or refused else since + READY_FOR

    def is_ready(self, now: datetime) -> bool:
        until = self.ready_until
        return until is not None and now <= until and self.withdrawn_at is None

    def can_be_withdrawn(self, now: datetime) -> bool:
        """Tell whether there is still something to take back: a request that waits, or a file that can be fetched."""
        return self.asked_at is not None and (self.waits or self.is_ready(now))
