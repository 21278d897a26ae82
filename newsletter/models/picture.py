from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign

LARGEST = 2 * 1024 * 1024  # bytes: somebody reads this on a phone


def own_name(picture: Picture, name: str) -> str:  # noqa: ARG001  what somebody called it never becomes a path
    """Return where the file is kept: a name of ours, that tells nothing and that nobody can choose."""
    return f"beelden/{uuid4().hex}"


class Picture(models.Model):
    """A picture in the items of a letter. Its address is the same for every reader, so it tells nobody who reads."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pictures", verbose_name=_("campaign"))
    key = models.UUIDField(_("key in the address"), unique=True, default=uuid4, editable=False)
    file = models.FileField(_("file"), upload_to=own_name, max_length=60)
    content_type = models.CharField(_("kind of file"), max_length=20)
    size = models.PositiveIntegerField(_("size"))
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
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"
