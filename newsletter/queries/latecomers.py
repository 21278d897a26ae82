"""Who came into the audience of a letter after its release."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from network.models.person import PersonQuerySet
from newsletter.models import Campaign
from newsletter.queries.audiences import receiving
from post.models import Letter

JOIN_FOR = timedelta(days=30)


def latecomers(campaign: Campaign, now: datetime) -> PersonQuerySet:
    """Find who would get this letter if it were released now, and was not promised it then."""
    promised = Letter.objects.filter(mailing=campaign.mailing_id, person=OuterRef("pk"))
    return receiving(campaign, now).filter(~Exists(promised))


def may_still_join(campaign: Campaign, now: datetime) -> bool:
    """Tell whether the letter is of use to who gets it now: not stopped or a month old, its event not begun or off."""
    mailing = campaign.mailing
    if not mailing or not mailing.released_at or mailing.cancelled_at or now - mailing.released_at > JOIN_FOR:
        return False
    return campaign.event is None or not (campaign.event.cancelled_at or campaign.event.has_begun(now))
