from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.models import ProgrammeLine

INVITATIONS = "uitnodigingen"


class NewsletterQuerySet(models.QuerySet["Newsletter"]):
    def open(self) -> Self:
        """Keep the lists that everybody may put themselves on: public, and with words to agree to."""
        return self.filter(public=True, texts__isnull=False).distinct()


class Newsletter(models.Model):
    """A list one can subscribe to; invitations to events are such a list of their own.

    A list that is not public is known to colleagues and to who is on it.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    description = models.CharField(_("what one gets"), max_length=300)
    description_en = models.CharField(_("what one gets, in English"), max_length=300, blank=True, db_default="")
    public = models.BooleanField(_("open for subscription"), default=True)
    lines = models.ManyToManyField(
        ProgrammeLine, blank=True, related_name="newsletters", verbose_name=_("programme lines")
    )

    objects: ClassVar = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def told(self) -> str:
        """What one gets, in the language of the page as far as it was written in it."""
        return (self.description_en if get_language() == "en" else "") or self.description
