"""Counting which links of a letter people follow, without knowing who."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.html import strip_tags

from newsletter.models import Campaign, ClickDay, CountedLink

# A link to the web without anything personal in it: those stand between brackets until a letter is filled.
_ANCHOR = re.compile(r'(<a\b[^>]*?\shref=")(https?://[^"\[]+)("[^>]*>)(.*?</a>)', re.I | re.S)
_SHOWN_ADDRESS = re.compile(r"https?://|www\.", re.I)
LONGEST = 2000  # characters of an address
_ALT = re.compile(r'\salt="([^"]+)"')


@transaction.atomic
def count_links(*, campaign: Campaign, html: str) -> str:
    """Let the links of a letter lead past our counter, and return the letter.

    A reader who sees an address must get where it says, so a link whose text is an address stays as it is; mail
    programs warn for the other as well.
    """
    known = {link.url: link for link in campaign.counted_links.all()}

    def counted(found: re.Match[str]) -> str:
        before, url, between, rest = found.groups()
        text = " ".join(unescape(strip_tags(rest)).split())
        url = unescape(url)
        if _SHOWN_ADDRESS.match(text) or len(url) > LONGEST:
            return found[0]
        if url not in known:
            alt = _ALT.search(rest)
            label = text or (unescape(alt[1]) if alt else url)
            known[url] = CountedLink.objects.create(campaign=campaign, url=url, label=label[:200])
        return f"{before}{settings.BASE_URL}/k/{known[url].code}/{between}{rest}"

    return _ANCHOR.sub(counted, html)


def count(*, link: CountedLink, machine: bool, now: datetime) -> None:
    """Count one click on a link today, by a person or by a machine; nothing else about it is written down."""
    kind = "machines" if machine else "people"
    today, _new = ClickDay.objects.get_or_create(link=link, day=timezone.localdate(now))
    ClickDay.objects.filter(pk=today.pk).update(**{kind: F(kind) + 1})
