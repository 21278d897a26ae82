"""What every door asks through which letters leave: a release, who came later, whom it missed, readers asked again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.queries import approvals, sender
from post import leaving

if TYPE_CHECKING:
    from accounts.models import User
    from newsletter.models import Campaign


def refusal(*, count: int, unseen: int, by: User, now: datetime, campaign: Campaign | None = None) -> str:
    """Say why this colleague may not let letters to `count` people leave; nothing when they may (bar Z29, M2).

    `unseen` are those of them that no second person looked at. A letter in parts counts as one: `count` and `unseen`
    hold also the people to whom the same letter was promised before, so that many small steps are no way round.
    """
    return leaving.refusal() or approvals.refusal(unseen) or sender.refusal(campaign, count, by, now)
