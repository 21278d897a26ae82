"""The words and items of a newsletter as one value: to keep as a version, to put back, to copy, to compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from events.models import Event
from newsletter.models import Campaign, CampaignItem, Picture

WORDS = ("title", "subject", "preheader", "language", "body")
OF_ITEM = ("label", "heading", "text", "name", "url", "link_text", "alt", "event_id", "picture_id")


def words_of(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in WORDS}


def parts_of(item: CampaignItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in OF_ITEM}


def content_of(campaign: Campaign) -> dict[str, Any]:
    """Return the words of a campaign with its items in order, as plain values."""
    items = [{"id": item.pk, "kind": item.kind, **parts_of(item)} for item in campaign.items.all()]
    return {**words_of(campaign), "items": items}


def stamp(value: Mapping[str, Any]) -> str:
    """Return a short mark of this value: who saves tells with it what they started from."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def fill(campaign: Campaign, content: Mapping[str, Any], *, same: bool) -> None:
    """Give a campaign these items instead of its own; `same` keeps their keys, so that open pages still find them.

    An event or picture that no longer exists is left out of its item.
    """
    items = content["items"]
    known = {
        "event_id": set(Event.objects.filter(pk__in=[item["event_id"] for item in items]).values_list("pk", flat=True)),
        "picture_id": set(
            Picture.objects.filter(pk__in=[item["picture_id"] for item in items]).values_list("pk", flat=True)
        ),
    }
    campaign.items.all().delete()
    CampaignItem.objects.bulk_create(
        CampaignItem(
            pk=item["id"] if same else None,
            campaign=campaign,
            position=position,
            kind=item["kind"],
            **{name: item[name] for name in OF_ITEM}
            | {name: _if_known(item[name], found) for name, found in known.items()},
        )
        for position, item in enumerate(items, 1)
    )


def _if_known(key: int | None, known: set[int]) -> int | None:
    return key if key in known else None
