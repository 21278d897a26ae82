"""What an issue says and how: the checks that look at its items, words, links and look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletter import letters
from newsletter.colours import LEAST, lowest_contrast
from newsletter.issues import addresses_in, texts_of
from newsletter.models import Campaign, CampaignItem, ItemKind, LinkCheck, LinkOutcome
from newsletter.own_pages import LOG_IN_FIRST
from newsletter.queries.readability import reading_of
from newsletter.queries.releases import Check
from web.templatetags.parts import clock

CLIPPED_AT = 102_000  # bytes of HTML: beyond it Gmail cuts a letter off, its link to unsubscribe as well
CHECKED_FOR = timedelta(hours=24)
LINKS_UNDERWAY = "links_underway"  # by this name the page knows that it may ask again
WITH_HEADING = (ItemKind.ARTICLE, ItemKind.PUBLICATION, ItemKind.CALL)


def checks(campaign: Campaign, now: datetime) -> Iterator[Check]:
    """Look over what an issue says: its items one by one, then the whole."""
    items = list(campaign.items.with_parts())
    if not items and not campaign.body.strip():
        yield Check("bad", _("The newsletter says nothing yet. Write an opening or add an item."))
    found = [check for item in items for check in _of_item(item, now)]
    yield from found
    pictures = sum(1 for item in items if item.picture_id)
    if pictures and not any(check.slug == "alt" for check in found):
        text = ngettext("The picture has words.", "All %(number)d pictures have words.", pictures)
        yield Check("ok", text % {"number": pictures})
    yield from _of_links(campaign, now)
    yield from _of_reading(campaign)
    yield from _of_size(campaign)
    contrast = {"number": number_format(lowest_contrast(), 1)}
    tone = "ok" if lowest_contrast() >= LEAST else "bad"
    yield Check(tone, _("The colours stand out enough, in light and in dark: at least %(number)s to 1.") % contrast)


def _of_item(item: CampaignItem, now: datetime) -> Iterator[Check]:
    """Say what one item lacks, with the way to mend it."""
    url = reverse("newsletter:item_edit", args=[item.campaign_id, item.pk])
    named = {"item": item.heading or item.text[:40] or capfirst(item.get_kind_display())}
    if item.picture_id and not item.alt.strip():
        help = _("Write in one sentence what there is to see at “%(item)s”.") % named
        yield Check("bad", _("A picture has no words."), help, url, _("Write the words"), "alt")
    if item.kind in WITH_HEADING and not item.heading.strip():
        help = _("Who listens or looks quickly goes by the headings.")
        yield Check("bad", _("An item has no heading."), help, url, _("Write the heading"), "heading")
    if item.kind == ItemKind.PICTURE and not item.picture_id:
        yield Check("bad", _("The picture is not there yet."), "", url, _("Choose a picture"), "picture")
    if item.kind == ItemKind.CONTRIBUTION and not (item.text.strip() and item.name.strip()):
        text = _("A contribution lacks its words or who says them.")
        yield Check("bad", text, "", url, _("Write them"), "contribution")
    if item.kind == ItemKind.EVENT and (text := _trouble_with_event(item, now)):
        yield Check("bad", text, "", url, _("Look at the item"), "event")
    if item.kind == ItemKind.CALL and not item.url:
        text = _("The call “%(item)s” leads nowhere: there is no button to press.") % named
        yield Check("warn", text, "", url, _("Add a link"), "call")


def _trouble_with_event(item: CampaignItem, now: datetime) -> str:
    event = item.event
    if event is None:
        return _("An item about an event has no event yet.")
    if event.cancelled_at:
        return _("“%(event)s” was called off.") % {"event": event.title}
    if event.has_begun(now):
        return _("“%(event)s” has already begun.") % {"event": event.title}
    if not event.published_at:
        return _("“%(event)s” is not on the website yet, so its button leads nowhere.") % {"event": event.title}
    return ""


def _of_links(campaign: Campaign, now: datetime) -> Iterator[Check]:
    """Say what is known of where the links lead; what was seen longer than a day ago is not known."""
    urls = addresses_in(campaign)
    if not urls:
        return
    known = {check.url: check for check in LinkCheck.objects.filter(url__in=urls, asked_at__gte=now - CHECKED_FOR)}
    counts = Counter(known[url].outcome if url in known else "" for url in urls)
    for url in sorted(urls):
        if url in known and known[url].outcome == LinkOutcome.DEAD:
            yield _dead(known[url])
    if unchecked := counts[""]:
        text = ngettext("%(number)d link was not checked today.", "%(number)d links were not checked today.", unchecked)
        yield Check("warn", text % {"number": unchecked}, slug="unchecked_links")
    if counts[LinkOutcome.WAITING]:
        yield Check("warn", _("The links are being checked. Look again in a minute."), slug=LINKS_UNDERWAY)
    yield from _unreachable([url for url in sorted(urls) if url in known and known[url].outcome == LinkOutcome.UNKNOWN])
    if counts[LinkOutcome.WORKS] == len(urls):
        text = ngettext("The link works.", "All %(number)d links work.", len(urls)) % {"number": len(urls)}
        last = max(check.checked_at for check in known.values() if check.checked_at)
        yield Check("ok", text, _("Checked at %(time)s") % {"time": clock(last)})


def _dead(link: LinkCheck) -> Check:
    """Say what is wrong with a link; that a name does not exist may be our own trouble, so one may say why it stays."""
    if link.status is None:
        return Check("warn", _("The website of a link does not exist."), link.url, slug="no_such_website")
    if link.status == LOG_IN_FIRST:
        return Check("bad", _("A link leads to a page for which readers must log in."), link.url, slug="dead_link")
    return Check("bad", _("A link leads nowhere."), link.url, slug="dead_link")


def _unreachable(urls: list[str]) -> Iterator[Check]:
    if urls:
        text = ngettext("We could not check %(number)d link.", "We could not check %(number)d links.", len(urls))
        help = _("Open them yourself: %(urls)s") % {"urls": " · ".join(urls[:3])}
        yield Check("warn", text % {"number": len(urls)}, help, slug="unreachable_links")


def _of_reading(campaign: Campaign) -> Iterator[Check]:
    reading = reading_of("\n".join(texts_of(campaign)), campaign.language)
    if reading is None:
        return
    words = {"words": number_format(reading.sentence, 0)}
    if reading.is_plain:
        yield Check("ok", _("It reads well: %(words)s words in a sentence on average.") % words)
    else:
        help = _("Make long sentences two, and choose words that everybody uses. You may go on.")
        text = _("It is hard to read: %(words)s words in a sentence on average, or many long words.") % words
        yield Check("warn", text, help, slug="reading")


def _of_size(campaign: Campaign) -> Iterator[Check]:
    size = len(letters.compose(campaign).html.encode())
    told = {"size": number_format(size / 1000, 0)}
    if size < CLIPPED_AT:
        yield Check("ok", _("It is %(size)s KB, so Gmail shows it whole.") % told)
    else:
        help = _("Gmail cuts off after 102 KB, and with that the link to unsubscribe. Take items out.")
        yield Check("bad", _("It is too large: %(size)s KB.") % told, help, slug="size")
