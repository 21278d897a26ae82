from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """A folder with journals, whose workers have claimed parcels so often.

    The folder itself keeps the same number. When it knows a higher one, this database is older than what the workers of
    that folder did: it was put back from a backup. See `post/place.py`.
    """

    name = models.CharField(_("name"), max_length=32, unique=True)
    beat = models.BigIntegerField(_("beat"), default=0)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("place of work")
        verbose_name_plural = _("places of work")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="a_place_has_a_name")]

    def __str__(self) -> str:
        return f"place {self.pk}"
