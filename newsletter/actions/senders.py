"""Letting a letter go out although receivers may not trust its sender."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.actions import audit
from newsletter.models import Campaign, SenderOverride

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def overrule(*, campaign: Campaign, reason: str, by: User, now: datetime) -> SenderOverride:
    """Write down that and why a letter may go out under a sender that is not right; somebody else releases it.

    The last colleague who says so is who said it.
    """
    told = {"reason": reason, "by": by, "at": now}
    override, _new = SenderOverride.objects.update_or_create(campaign=campaign, defaults=told)
    audit.write("campaign.sender_overruled", by=by, about=campaign)
    return override
