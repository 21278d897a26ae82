from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .newsletter import Newsletter

if TYPE_CHECKING:
    from datetime import datetime


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self) -> Self:
        """Keep the newest words of each list, in the order of the lists."""
        return self.order_by("newsletter_id", "-version").distinct("newsletter_id")

    def shown_at(self, moment: datetime) -> Self:
        """Keep the words of each list that stood on the forms at this moment."""
        return self.filter(from_at__lte=moment).current()


class ConsentText(models.Model):
    """The words to which people say yes for one list, from a moment on; words that stood on a form never change.

    New words are a new row with the next version: each consent points at the version that was shown (AVG art. 7).
    """

    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="texts", verbose_name=_("list"))
    version = models.PositiveIntegerField(_("version"))
    wording = models.CharField(_("words in Dutch"), max_length=500)
    wording_en = models.CharField(_("words in English"), max_length=500)
    from_at = models.DateTimeField(_("shown from"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )

    objects: ClassVar = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of consent")
        verbose_name_plural = _("words of consent")
        ordering = ["newsletter", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "version"], name="a_list_has_a_version_of_its_words_once"),
            models.CheckConstraint(
                condition=~models.Q(wording="") & ~models.Q(wording_en=""), name="words_of_consent_are_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"consent text {self.pk}"

    @property
    def named(self) -> str:
        """Name these words in a form, by their list and version."""
        return f"{self.newsletter.slug}:{self.version}"

    def shown_in(self, language: str) -> str:
        """Return the words as a page in this language showed them."""
        return self.wording_en if language == "en" else self.wording

    @property
    def shown(self) -> str:
        return self.shown_in(get_language() or "nl")
