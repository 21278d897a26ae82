from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class Closing(models.Model):
    """What ended together with an organisation, so that it can go on when that was a mistake.

    `rows` holds, per kind of row, the keys of those that ended with it, each with the day on which it would have
    ended otherwise, or nothing.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="closings", verbose_name=_("organisation")
    )
    rows = models.JSONField(_("what ended with it"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    closed_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("end of an organisation")
        verbose_name_plural = _("ends of organisations")

    def __str__(self) -> str:
        return f"end of an organisation {self.pk}"
