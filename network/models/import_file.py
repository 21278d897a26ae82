from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.importing.columns import Kind

if TYPE_CHECKING:
    from accounts.models import User

UNDO_FOR = timedelta(days=30)


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("tell what the columns are")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("ready to import")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


AT_WORK = (ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING)


class Ground(models.TextChoices):
    """Why the law lets KIS keep these data (AVG art. 6)."""

    PUBLIC_TASK = "public", _("our public task: knowledge about living together")
    INTEREST = "interest", _("our legitimate interest in a working network")
    ASKED = "asked", _("these people asked us to")


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may see; nothing for others."""
        return self if user.works_at_kis else self.none()

    def at_work(self) -> Self:
        """Keep what a worker has to go on with."""
        return self.filter(state__in=AT_WORK)


class ImportFile(models.Model):
    """A file that a colleague brings in, with what for and on what ground; its rows stand in `ImportRow`."""

    kind = models.CharField(_("about"), max_length=13, choices=Kind)
    file_name = models.CharField(_("file"), max_length=160)
    content = models.BinaryField(_("content"), default=b"", help_text=_("Until it is checked; then wiped out."))
    headings = ArrayField(models.CharField(max_length=80), default=list, verbose_name=_("headings"))
    headings_row = models.PositiveIntegerField(
        _("row with the headings"), default=1, help_text=_("Above it may stand a title; that is no row.")
    )
    refused_headings = ArrayField(
        models.CharField(max_length=80), default=list, verbose_name=_("headings we never keep")
    )
    notes = ArrayField(models.CharField(max_length=300), default=list, verbose_name=_("how it was read"))
    sample = models.JSONField(_("first rows"), default=list)
    shape = models.CharField(_("mark of its headings"), max_length=64, db_index=True)
    columns = models.JSONField(_("which column is which"), default=dict)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    ground = models.CharField(_("ground"), max_length=10, choices=Ground, blank=True)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    made_tags = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("tags it was the first to use"))
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    done_until = models.PositiveIntegerField(_("done until row"), default=0)
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought in by")
    )
    uploaded_at = models.DateTimeField(_("brought in at"))
    imported_at = models.DateTimeField(_("imported at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects: ClassVar = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="an_import_is_about_a_known_kind"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="an_import_is_in_a_known_state"),
            models.CheckConstraint(
                condition=Q(state=ImportState.MAPPING) | (~Q(purpose="") & ~Q(ground="") & ~Q(proof="")),
                name="an_import_says_what_for_and_on_what_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def last_row(self) -> int:
        return self.headings_row + self.rows_count

    @property
    def undo_until(self) -> datetime | None:
        return self.imported_at + UNDO_FOR if self.imported_at else None

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK
