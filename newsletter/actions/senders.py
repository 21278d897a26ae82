"""Letting a letter go out although receivers may not trust its sender."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.models import Campaign, SenderOverride

if TYPE_CHECKING:
    from accounts.models import User

OUTLIVES_AN_UNDO = timedelta(days=1)


class CannotOverrule(Exception):
    """The letter is not what this colleague looked at; the text says so."""


@transaction.atomic
def overrule(*, campaign: Campaign, version: int, number: int, reason: str, by: User, now: datetime) -> SenderOverride:
    """Write down that and why a letter may go out under a sender that is not right; somebody else releases it.

    It holds for this version and so many people: a letter that changes or grows asks anew. The last colleague who says
    so is who said it.

    :raises CannotOverrule: when somebody changed it after this version.
    """
    if Campaign.objects.select_for_update(of=["self"]).get(pk=campaign.pk).version != version:
        raise CannotOverrule(_("A colleague changed the letter after you opened this page. Look at it again first."))
    told = {"version": version, "number": number, "reason": reason, "by": by, "at": now}
    override, _new = SenderOverride.objects.update_or_create(campaign=campaign, defaults=told)
    audit.write("campaign.sender_overruled", by=by, about=campaign, version=version, number=number)
    return override


def hold_on(*, campaign: Campaign, now: datetime) -> None:
    """Let what was overruled hold for a letter whose release was undone: the words and the people are the same.

    Only within a day, and only what held for the words that were released: the reason may be over by then.
    """
    held = SenderOverride.objects.filter(campaign=campaign, version=campaign.version - 1)
    held.filter(at__gt=now - OUTLIVES_AN_UNDO).update(version=campaign.version)
