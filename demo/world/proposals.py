"""A letter that somebody wants to send to who came later as well: the editor lets it go, or not."""

from __future__ import annotations

from datetime import time, timedelta

from demo.world import programme
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from newsletter.actions import proposals
from newsletter.models import Campaign
from newsletter.queries import latecomers


def add(ground: Ground, staff: Staff) -> None:
    """Propose to invite to the talk show also who came into the audience since; who is in it now is counted now."""
    now = at(ground.today - timedelta(days=1), time(16, 5))
    campaign = Campaign.objects.get(event__slug=programme.TALK_SHOW, mailing__isnull=False)
    number = latecomers.latecomers(campaign, now).filter(mail_addresses__preferred=True).count()
    proposals.propose_latecomers(campaign=campaign, number=number, by=staff.line_staff, now=now)
