from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .merge import Merge


class MergeStep(models.Model):
    """One row that a merge touched, as it was before and after; kept for thirty days, to undo it row by row.

    Without `after` the row was set aside, because the kept record has its like; without `before` it was made.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="steps", verbose_name=_("merge"))
    model = models.CharField(_("kind of row"), max_length=80)
    row = models.BigIntegerField(_("number of the row"))
    before = models.JSONField(_("as it was"), null=True)
    after = models.JSONField(_("as it became"), null=True)

    class Meta:
        verbose_name = _("step of a merge")
        verbose_name_plural = _("steps of merges")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False), name="a_step_changes_some_row"
            )
        ]

    def __str__(self) -> str:
        return f"step {self.pk} of a merge"
