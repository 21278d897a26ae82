from django.db import models
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """Events that belong together, such as the four online meetings of one autumn."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=160)
    organiser = models.CharField(_("organiser"), max_length=120)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.name
