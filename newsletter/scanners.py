"""Who follows a link without being a person: scanners of mail, previews of chat programs, crawlers.

They do not hide much: most name themselves, ask with HEAD, come within seconds, or follow many links at once. What we
cannot tell apart counts as a person, and the page of results says so.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.http import HttpRequest

from newsletter.models import CountedLink
from web.limits import Limit, network_of

# Words in the name by which programs call themselves (RFC 9110 section 10.1.5): general ones, then makers of scanners.
_NAMES = re.compile(
    r"safe.?browsing|bot\b|bot[/;-]|crawl|spider|scan|preview|fetch|monitor|headless|validator|linkcheck|safelinks"
    r"|python|curl|wget|libwww|okhttp|go-http|java/|ruby|perl|axios|node-fetch|undici|httpclient|apache-http"
    r"|barracuda|mimecast|proofpoint|urldefense|fireeye|trendmicro|sophos|symantec|messagelabs|cisco|ironport|forcepoint"
    r"|zscaler|cloudmark|ms-office|microsoft office|skypeuri|facebookexternalhit|whatsapp|slack|telegram|google-",
    re.I,
)
TOO_SOON = timedelta(seconds=20)  # nobody reads a letter before it has well arrived
AT_ONCE = Limit("click", times=5, seconds=10)  # links one network may follow before it looks like a machine


def is_machine(request: HttpRequest, link: CountedLink, now: datetime) -> bool:
    """Tell whether no person followed this link, as far as that shows.

    The network somebody comes from is counted with for ten seconds, as a hash in the cache, and is not kept (bar T7).
    """
    agent = request.headers.get("User-Agent", "")
    if request.method == "HEAD" or not agent or _NAMES.search(agent) or "Sec-Purpose" in request.headers:
        return True
    return bool(AT_ONCE.wait(network_of(request))) or _is_too_soon(link, now)


def _is_too_soon(link: CountedLink, now: datetime) -> bool:
    mailing = link.campaign.mailing
    began = mailing and (mailing.not_before or mailing.released_at)
    return bool(began and now < began + TOO_SOON)
