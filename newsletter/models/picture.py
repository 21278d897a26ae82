from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign

LARGEST = 2 * 1024 * 1024  # bytes: somebody reads this on a phone
WITHIN = (1200, 3600)  # pixels: twice as sharp as the 600 of a letter, and no taller than a phone scrolls gladly


def own_name(picture: Picture, name: str) -> str:  # noqa: ARG001  what somebody called it never becomes a path
    """Return where the file is kept: a name of ours, that tells nothing and that nobody can choose."""
    return f"beelden/{uuid4().hex}"


class Picture(models.Model):
    """A picture in the items of a letter. Its address is the same for every reader, so it tells nobody who reads.

    Of one that was kept before letters told how large their pictures are, width and height are not known.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pictures", verbose_name=_("campaign"))
    key = models.UUIDField(_("key in the address"), unique=True, default=uuid4, editable=False)
    file = models.FileField(_("file"), upload_to=own_name, max_length=60)
    content_type = models.CharField(_("kind of file"), max_length=20)
    size = models.PositiveIntegerField(_("size"))
    width = models.PositiveSmallIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveSmallIntegerField(_("height"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=("image/png", "image/jpeg")), name="a_picture_is_a_png_or_a_jpeg"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=LARGEST), name="a_picture_is_at_most_two_megabytes"
            ),
            models.CheckConstraint(
                condition=Q(width=None, height=None)
                | Q(width__isnull=False, width__range=(1, WITHIN[0]))
                & Q(height__isnull=False, height__range=(1, WITHIN[1])),
                name="a_picture_fits_in_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"
