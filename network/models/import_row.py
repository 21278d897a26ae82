from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .import_file import ImportFile


class Outcome(models.TextChoices):
    """What a row does to the network, or did."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    ALIKE = "alike", _("perhaps known already")
    SKIPPED = "skipped", _("left out")
    REFUSED = "refused", _("refused")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def of(self, outcome: str) -> Self:
        return self.filter(outcome=outcome).order_by("number")


class ImportRow(models.Model):
    """A row of an import: what it says, what is wrong with it, and the record it is or became."""

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="rows", verbose_name=_("import"), db_index=False)
    number = models.PositiveIntegerField(_("row in the file"))
    cells = ArrayField(models.TextField(), verbose_name=_("cells"))
    facts = models.JSONField(_("what it says"), default=dict)
    errors = models.JSONField(_("what is wrong"), default=list)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    target = models.BigIntegerField(_("number of the record"), null=True)
    suspects = models.JSONField(_("who it may be"), default=list)
    stopped = models.BooleanField(_("wants no post"), default=False)
    before = models.JSONField(_("as it was"), null=True)
    left = models.CharField(_("why it stayed"), max_length=120, blank=True)

    objects: ClassVar = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        indexes = [models.Index(fields=["file", "outcome", "number"], name="rows_of_an_import")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_row_has_a_known_outcome"),
            models.UniqueConstraint(fields=["file", "number"], name="an_import_has_a_row_once"),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of import {self.file_id}"
