"""Writing down why the people of a campaign get it, at the moment of its release."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation

from newsletter.models import Campaign, SendingGround
from newsletter.queries.choosing import Selection, described


def write(*, campaign: Campaign, now: datetime) -> SendingGround:
    """Freeze the list, the event and the rule of a campaign in words; a release that was undone is written anew."""
    rule = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            rule[language] = described(Selection.of(campaign.audience))
    told = {
        "list_name": campaign.newsletter.name,
        "list_name_en": campaign.newsletter.name_en,
        "event_title": campaign.event.title[:250] if campaign.event else "",
        "rule": rule,
        "written_at": now,
    }
    return SendingGround.objects.update_or_create(campaign=campaign, defaults=told)[0]
