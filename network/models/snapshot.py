from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .programme_line import ProgrammeLine
from .target_group import TargetGroup


def _never_changed() -> list[pgtrigger.Trigger]:
    """Let the database refuse to change, delete or empty what is remembered."""
    return [
        pgtrigger.Protect(name="memory_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="memory_is_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'what is remembered is never emptied';",
        ),
    ]


class Snapshot(models.Model):
    """How the network stood on the first of a month, in numbers alone: nothing here is about a person."""

    day = models.DateField(_("as it stood on"), unique=True)
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("monthly memory")
        verbose_name_plural = _("monthly memory")
        ordering = ["day"]
        constraints = [models.CheckConstraint(condition=Q(day__day=1), name="memory_is_of_the_first_of_a_month")]
        triggers = _never_changed()

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class SnapshotCell(models.Model):
    """A cell of the coverage matrix as it was remembered."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="cells", verbose_name=_("monthly memory"))
    line = models.ForeignKey(ProgrammeLine, models.PROTECT, related_name="+", verbose_name=_("programme line"))
    target_group = models.ForeignKey(TargetGroup, models.PROTECT, related_name="+", verbose_name=_("target group"))
    named = models.BooleanField(_("named by the line"))
    organisations = models.PositiveIntegerField(_("organisations"))
    people = models.PositiveIntegerField(_("people"))
    silent = models.PositiveIntegerField(_("without contact that year"))
    last_on = models.DateField(_("last contact"), null=True)

    class Meta:
        verbose_name = _("remembered cell")
        verbose_name_plural = _("remembered cells")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "line", "target_group"], name="a_cell_is_remembered_once")
        ]
        triggers = _never_changed()

    def __str__(self) -> str:
        return f"remembered cell {self.pk}"


class SnapshotLine(models.Model):
    """The measures of a programme line as they were remembered."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="lines", verbose_name=_("monthly memory"))
    line = models.ForeignKey(ProgrammeLine, models.PROTECT, related_name="+", verbose_name=_("programme line"))
    organisations = models.PositiveIntegerField(_("organisations"))
    partners = models.PositiveIntegerField(_("partners"))
    contacts = models.PositiveIntegerField(_("contacts in the year before"))
    promised = models.PositiveIntegerField(_("promises"))
    kept = models.PositiveIntegerField(_("promises kept"))
    ties = models.PositiveIntegerField(_("ties between its organisations"))
    density = models.FloatField(_("density"), help_text=_("Ties between its organisations, of all that could be."))
    # Months remembered before these were measured have none of them; nor has a network that knows no such number.
    components = models.PositiveIntegerField(_("parts"), null=True)
    isolated = models.PositiveIntegerField(_("organisations without a tie"), null=True)
    communities = models.PositiveIntegerField(_("groups"), null=True)
    diameter = models.PositiveIntegerField(_("diameter"), null=True)
    path_length = models.FloatField(_("average path"), null=True)
    reciprocity = models.FloatField(_("reciprocity"), null=True)
    betweenness = models.FloatField(
        _("strongest bridge"), null=True, help_text=_("Of the organisation that connects most.")
    )

    class Meta:
        verbose_name = _("remembered line")
        verbose_name_plural = _("remembered lines")
        constraints = [models.UniqueConstraint(fields=["snapshot", "line"], name="a_line_is_remembered_once_a_month")]
        triggers = _never_changed()

    def __str__(self) -> str:
        return f"remembered line {self.pk}"
