"""Whether a letter may go out under our name as it is known to receivers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from newsletter.models import Campaign, SenderOverride
from post.models import SenderCheck

if TYPE_CHECKING:
    from accounts.models import User

MANY = 50  # people; to fewer a letter may go out whatever the DNS says
HOLDS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class SenderStanding:
    """Whether the sender stands in the way of a letter, and who overruled that, for what it was until it changed."""

    in_the_way: bool = False
    override: SenderOverride | None = None
    outdated: SenderOverride | None = None

    def lets_go(self, by: User) -> bool:
        """Tell whether this colleague may release it: the sender is right, or somebody else overruled that."""
        return not self.in_the_way or bool(self.override and self.override.by_id != by.pk)


def is_right(now: datetime) -> bool:
    """Tell whether the last look at the DNS was not long ago and found everything right, as did that at a letter."""
    last, letter = SenderCheck.objects.of_the_dns().first(), SenderCheck.objects.of_letters().first()
    looked_well = bool(last and last.aligned and now - last.at <= HOLDS_FOR)
    return looked_well and (letter is None or letter.aligned)


def stands_in_the_way(count: int, now: datetime) -> bool:
    """Tell whether so many letters must wait until the sender is right, or overruled."""
    return settings.SENDER_MUST_BE_RIGHT and count > MANY and not is_right(now)


def standing(campaign: Campaign | None, count: int, now: datetime) -> SenderStanding:
    """Say how it stands with the sender for a letter to so many people; what is no campaign, nobody can overrule."""
    if not stands_in_the_way(count, now):
        return SenderStanding()
    if campaign is None:
        return SenderStanding(in_the_way=True)
    override = SenderOverride.objects.filter(campaign=campaign).select_related("by", "campaign").first()
    if override and not override.covers(count):
        return SenderStanding(in_the_way=True, outdated=override)
    return SenderStanding(in_the_way=True, override=override)


def refusal(campaign: Campaign | None, count: int, by: User, now: datetime) -> str:
    """Say why this colleague may not release this letter to so many people; nothing when they may."""
    if standing(campaign, count, now).lets_go(by):
        return ""
    if campaign is None:
        return _(
            "Receivers may not trust our sender, and this goes to more than %(many)d people. Look under “Sender” what "
            "to mend first."
        ) % {"many": MANY}
    return _(
        "Receivers may not trust our sender, and this letter goes to more than %(many)d people. Look under “Sender” "
        "what to mend, or ask a colleague to overrule this."
    ) % {"many": MANY}
