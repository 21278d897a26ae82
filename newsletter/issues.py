"""Write an issue of a newsletter: each item in the words and places that the letter shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import queries as events
from events.models import Event
from newsletter.models import Campaign, CampaignItem, ItemKind, Picture
from newsletter.queries import archive
from newsletter.words import Piece, paragraphs, pieces
from post.fields import literal

LONGEST_URL = 500
COLUMN = 536  # pixels that a picture may be wide: a letter is 600, with 32 at both sides
BANNER = "img/nieuwsbrief-kop.png"  # by its own name: letters are read for years, and the name with a hash goes
Fill = Callable[[str], str]
QUOTES = " \n‘’“”„\"'"
BUTTONS = (ItemKind.EVENT, ItemKind.CALL)  # kinds that ask something, so their link is a button


@dataclass(frozen=True)
class Shown:
    """One item as a reader sees it; fields may still be open in its heading and text."""

    kind: str
    eyebrow: str = ""
    heading: str = ""
    text: str = ""
    said_by: str = ""
    url: str = ""
    link: str = ""
    picture: str = ""
    width: str = ""
    height: str = ""
    alt: str = ""
    places: str = ""

    @property
    def paragraphs(self) -> list[list[list[Piece]]]:
        """The text in paragraphs, each in lines, each in stretches that lead somewhere or do not."""
        return [[list(pieces(line)) for line in part] for part in paragraphs(self.text)]

    @property
    def is_button(self) -> bool:
        return self.kind in BUTTONS


def context_of(campaign: Campaign, fill: Fill = str, day: date | None = None) -> dict[str, object]:
    """Return what the template of a newsletter shows beside what every letter shows; `fill` may close the fields."""
    return {
        "heading": campaign.subject,
        "preheader": fill(campaign.preheader),
        "language": campaign.language,
        "newsletter": literal(_name_of(campaign)),
        "month": date_format(day or timezone.localdate(), "F Y"),
        "items": [shown(item, fill) for item in campaign.items.with_parts()],
        "browser_url": literal(browser_url(campaign)) if archive.goes_in(campaign) else "",
        "banner": f"{settings.BASE_URL}{settings.STATIC_URL}{BANNER}",
    }


def _name_of(campaign: Campaign) -> str:
    return campaign.newsletter.name_en if campaign.language == "en" else campaign.newsletter.name


def browser_url(campaign: Campaign) -> str:
    """Return where everybody can read this issue once it is sent; the same address for every reader."""
    return settings.BASE_URL + reverse("newsletter:archive_issue", args=[campaign.pk])


def picture_url(picture: Picture) -> str:
    """Return where the picture of a letter is; the same address for every reader."""
    return settings.BASE_URL + reverse("newsletter:picture", args=[picture.key.hex])


def shown(item: CampaignItem, fill: Fill = str) -> Shown:
    """Return an item as the letter shows it, in the language that holds now."""
    item.heading, item.text = fill(item.heading), fill(item.text)
    if item.kind == ItemKind.EVENT:
        return _event(item)
    return Shown(
        kind=item.kind,
        eyebrow=_eyebrow(item),
        heading=item.heading,
        text=item.text.strip(QUOTES) if item.kind == ItemKind.CONTRIBUTION else item.text,
        said_by=literal(item.name),
        url=literal(item.url),
        link=literal(item.link_text) or (_words_of_link(item) if item.url else ""),
        **_picture(item),
    )


def _picture(item: CampaignItem) -> dict[str, str]:
    """Return the picture of an item with the room it takes, so that no text jumps when it comes in."""
    if not item.picture:
        return {}
    width, height = item.picture.width or COLUMN, item.picture.height
    wide = min(width, COLUMN)
    tall = str(max(round(height * wide / width), 1)) if height else ""
    return {"picture": picture_url(item.picture), "alt": literal(item.alt), "width": str(wide), "height": tall}


def _eyebrow(item: CampaignItem) -> str:
    """Say above the heading what it is and about what: Artikel · arbeidsmarkt."""
    if item.kind in (ItemKind.PICTURE, ItemKind.SEPARATOR, ItemKind.CONTRIBUTION):
        return ""
    return _joined((str(capfirst(ItemKind(item.kind).label)), literal(item.label)))


def _words_of_link(item: CampaignItem) -> str:
    """Return words for a link that stand alone: what it leads to is in them (WCAG 2.4.4)."""
    told = {"heading": item.heading or literal(item.url)}
    return _("Read on: %(heading)s") % told if item.heading else literal(item.url)


def _event(item: CampaignItem) -> Shown:
    """Return an item about an event; what the editor did not write comes from the event as it is now."""
    event = item.event
    if event is None:
        return Shown(kind=item.kind, eyebrow=str(capfirst(ItemKind.EVENT.label)), heading=item.heading, text=item.text)
    day = date_format(event.held_on, "l j F")
    return Shown(
        kind=item.kind,
        eyebrow=literal(_joined((str(capfirst(event.get_kind_display())), day, _where(event)))),
        heading=item.heading or literal(event.title),
        text=item.text or literal(event.summary),
        places=_places(event),
        url=settings.BASE_URL + reverse("events:event_detail", args=[event.slug]),
        link=literal(item.link_text) or _("Sign me up for %(day)s") % {"day": date_format(event.held_on, "j F")},
        **_picture(item),
    )


def _where(event: Event) -> str:
    return _("online") if event.online else event.place


def _places(event: Event) -> str:
    """Say how many places are left; nothing when there is no limit or nobody can come any more."""
    free = events.standing(event).free
    if free is None or event.cancelled_at:
        return ""
    if not free:
        return _("All places are taken. You can put yourself on the waiting list.")
    return ngettext("There is still %(free)d place.", "There are still %(free)d places.", free) % {"free": free}


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def texts_of(campaign: Campaign) -> list[str]:
    """Return every text of an issue in which fields and addresses may stand."""
    items = campaign.items.values_list("heading", "text")
    return [campaign.subject, campaign.preheader, campaign.body, *(text for pair in items for text in pair)]


def addresses_in(campaign: Campaign) -> set[str]:
    """Find each web address that stands in an issue."""
    found = set(campaign.items.exclude(url="").values_list("url", flat=True))
    for text in texts_of(campaign):
        found |= {piece.url for part in paragraphs(text) for line in part for piece in pieces(line) if piece.url}
    return {url for url in found if len(url) <= LONGEST_URL}
