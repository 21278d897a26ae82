"""Keeping the pictures of a newsletter, and letting them go with it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from network.files import Checked
from newsletter.models import Campaign, Picture

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def keep(*, campaign: Campaign, picture: Checked, by: User, now: datetime) -> Picture:
    """Keep a picture that was checked; an earlier one stays, because an earlier version may show it."""
    file = ContentFile(picture.content, name=picture.name)
    told = {"content_type": picture.content_type, "size": len(picture.content), "added_by": by, "added_at": now}
    return Picture.objects.create(campaign=campaign, file=file, **told)


@transaction.atomic
def let_go(*, campaign: Campaign) -> None:
    """Give the pictures of a campaign that goes to a copy that shows them; the others leave the disk after it."""
    for picture in campaign.pictures.all():
        elsewhere = picture.items.exclude(campaign=campaign).order_by("pk").first()
        if elsewhere:
            Picture.objects.filter(pk=picture.pk).update(campaign=elsewhere.campaign_id)
        elif picture.file.name:
            transaction.on_commit(partial(picture.file.storage.delete, picture.file.name), robust=True)
