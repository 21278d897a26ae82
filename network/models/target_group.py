from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TargetGroup(models.Model):
    """A kind of party KIS serves; three of them are the core."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    core = models.BooleanField(_("core"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name
