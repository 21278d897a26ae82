"""Having the links of a letter followed, and writing down where they lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from newsletter import issues
from newsletter.models import Campaign, LinkCheck, LinkOutcome
from newsletter.reaching import Answer, follow
from web.nudge import wake_on_commit

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 100


@transaction.atomic
def ask(*, campaign: Campaign, by: User, now: datetime) -> int:
    """Have each link of an issue followed; return how many. What was found before counts no more."""
    urls = sorted(issues.addresses_in(campaign))
    for url in urls:
        asked = {"outcome": LinkOutcome.WAITING, "asked_at": now}
        LinkCheck.objects.update_or_create(url=url, defaults=asked)
    audit.write("campaign.links_checked", by=by, about=campaign, links=len(urls))
    wake_on_commit("newsletter.tasks.check_links")
    return len(urls)


def carry(*, follow: Callable[[str], Answer] = follow, clock: Callable[[], datetime] = timezone.now) -> int:
    """Follow what waits and write down what was found; return how many. Nothing is locked while a website thinks."""
    waiting = list(LinkCheck.objects.filter(outcome=LinkOutcome.WAITING).order_by("asked_at", "pk")[:AT_ONCE])
    for check in waiting:
        found = follow(check.url)
        written = {"outcome": found.outcome, "status": found.status, "checked_at": clock()}
        LinkCheck.objects.filter(pk=check.pk, asked_at=check.asked_at).update(**written)
    return len(waiting)
