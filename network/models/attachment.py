from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .contact_moment import ContactMoment

if TYPE_CHECKING:
    from accounts.models import User


def own_name(attachment: Attachment, name: str) -> str:  # noqa: ARG001  what somebody called it never becomes a path
    """Return where the file is kept: a name of ours, that tells nothing and that nobody can choose."""
    return f"bijlagen/{uuid4().hex}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Keep what hangs on contact moments that this user may read."""
        return self.filter(moment__in=ContactMoment.objects.visible_to(user).values("pk"))


class Attachment(models.Model):
    """A file that belongs to a contact moment; `content_type` is what it is, not what its name says."""

    moment = models.ForeignKey(
        ContactMoment, models.CASCADE, related_name="attachments", verbose_name=_("contact moment")
    )
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    file = models.FileField(_("file"), upload_to=own_name, max_length=60)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    added_at = models.DateTimeField(_("recorded at"))

    objects: ClassVar = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="an_attachment_has_a_name"),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=10 * 1024 * 1024), name="an_attachment_is_at_most_ten_megabytes"
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
