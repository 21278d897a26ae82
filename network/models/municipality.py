from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.provinces import Province


class Municipality(models.Model):
    """A Dutch municipality, with the code by which Statistics Netherlands (CBS) knows it, such as GM0344."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=60)
    province = models.CharField(_("province"), max_length=5, choices=Province)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name
