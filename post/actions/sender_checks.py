"""Looking whether receivers take our letters for ours, and keeping what was found."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from post import sender_check, signature_check
from post.dns_asking import Ask, NoAnswer, asker
from post.models import SenderCheck
from post.sender_check import Finding, Sender

if TYPE_CHECKING:
    from accounts.models import User

HERE = ("127.0.0.1", "localhost")


def ours() -> Sender:
    """Return who we send as, from the settings."""
    server = settings.EMAIL_HOST if settings.EMAIL_HOST not in HERE else ""
    return Sender(
        domain=_domain(settings.POST_SENDER),
        bounces=_domain(settings.BOUNCE_ADDRESS),
        selector=settings.POST_DKIM_SELECTOR,
        server=server,
        reports_to=parseaddr(settings.POST_REPLY_TO)[1],
        hosts=tuple(settings.POST_SENDING_HOSTS) or ((server,) if server else ()),
        by_provider=bool(settings.POST_PROVIDER),
    )


def _domain(mailbox: str) -> str:
    return parseaddr(mailbox)[1].rpartition("@")[2].lower()


def look(*, by: User | None, now: datetime, ask: Ask | None = None) -> SenderCheck:
    """Look in the DNS and keep what it says; where there is no DNS, that is what was found."""
    try:
        findings = sender_check.look(ours(), ask or asker())
    except NoAnswer:
        findings = [Finding("DNS", "unknown", _("There is no DNS here, so nothing could be looked up."))]
    return _keep(findings, sender_check.is_aligned(findings), by, now)


def look_again(*, now: datetime, ask: Ask | None = None) -> SenderCheck | None:
    """Look in the DNS by ourselves, so that what was right and broke is known before the next letter leaves.

    A DNS that does not answer for a while changes nothing: what was found last still holds.
    """
    try:
        findings = sender_check.look(ours(), ask or asker())
    except NoAnswer:
        return None
    if any(found.tone == "unknown" for found in findings):
        return None
    return _keep(findings, sender_check.is_aligned(findings), None, now)


def look_at_letter(*, source: str, by: User, now: datetime) -> SenderCheck:
    """Look at the source of a letter that arrived, and keep what was found; the letter itself is not kept."""
    found = signature_check.look_at_letter(source, ours().domain)
    return _keep([found], found.tone == "ok", by, now, of_a_letter=True)


@transaction.atomic
def _keep(
    findings: list[Finding], aligned: bool, by: User | None, now: datetime, *, of_a_letter: bool = False
) -> SenderCheck:
    kept = SenderCheck.objects.create(
        findings=[found.as_dict() for found in findings], aligned=aligned, of_a_letter=of_a_letter, at=now, by=by
    )
    audit.write("sender.checked", by=by, about=kept, aligned=aligned, of_a_letter=of_a_letter)
    return kept
