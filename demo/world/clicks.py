"""Where people clicked in the newsletters, and what their mail servers opened before them."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.world.ground import Ground
from newsletter.models import Campaign, ClickDay

FADES = (1.0, 0.45, 0.2, 0.1, 0.06)  # most click on the day itself
SCANNED = 0.04  # of all letters, each link once, in the hour in which they arrive


def add(ground: Ground, campaign: Campaign, readers: int, moment: datetime) -> None:
    """Let people and scanners follow the links of a letter in the days after it; the first links draw most."""
    for place, link in enumerate(campaign.counted_links.all()):
        interest = readers * ground.dice.uniform(0.05, 0.12) / (1 + place / 3)
        for days, share in enumerate(FADES):
            day = moment.date() + timedelta(days=days)
            if day <= ground.today:
                machines = round(readers * SCANNED) if days == 0 else 0
                ClickDay.objects.create(link=link, day=day, people=round(interest * share), machines=machines)
