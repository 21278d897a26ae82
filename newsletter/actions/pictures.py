"""Keeping the pictures of a newsletter, and letting them go with it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from network.images import Fitted
from newsletter.models import Campaign, Picture

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def keep(*, campaign: Campaign, picture: Fitted, by: User, now: datetime) -> Picture:
    """Keep a picture that was made to fit; an earlier one stays, because an earlier version may show it."""
    return Picture.objects.create(
        campaign=campaign,
        file=ContentFile(picture.content, name="beeld"),
        content_type=picture.content_type,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        added_by=by,
        added_at=now,
    )


@transaction.atomic
def let_go(*, campaign: Campaign) -> None:
    """Give the pictures of a campaign that goes to a copy that shows them; the others leave the disk after it."""
    for picture in campaign.pictures.all():
        elsewhere = picture.items.exclude(campaign=campaign).order_by("pk").first()
        if elsewhere:
            Picture.objects.filter(pk=picture.pk).update(campaign=elsewhere.campaign_id)
        elif picture.file.name:
            transaction.on_commit(partial(picture.file.storage.delete, picture.file.name), robust=True)
