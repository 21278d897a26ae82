from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class WorkRole(models.Model):
    """From which side somebody works in the field: policy, lived experience, leading, or social work."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("role in the field")
        verbose_name_plural = _("roles in the field")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name
