from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

INVITATIONS = "uitnodigingen"


class Newsletter(models.Model):
    """A list one can subscribe to; invitations to events are such a list of their own."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    description = models.CharField(_("what one gets"), max_length=300)
    public = models.BooleanField(_("open for subscription"), default=True)

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name
