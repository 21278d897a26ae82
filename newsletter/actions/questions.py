"""Ending the question to a colleague about a letter: it changed, somebody asks anew, or it went out without them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.models import Approval, Campaign
from post.actions import mailings

if TYPE_CHECKING:
    from accounts.models import User


def withdraw(*, campaign: Campaign, by: User, now: datetime, asked_by: User | None = None) -> Approval | None:
    """End the question that is open about a letter, of this colleague alone if told; return it. Twice is once."""
    found = Approval.objects.open().filter(campaign=campaign).select_related("asked_by", "asked_of")
    question = found.filter(asked_by=asked_by).first() if asked_by else found.first()
    if question and Approval.objects.open().filter(pk=question.pk).update(withdrawn_at=now):
        audit.write("campaign.approval_withdrawn", by=by, about=campaign)
        return question
    return None


def overtake(*, campaign: Campaign, by: User, now: datetime) -> None:
    """End the question about a letter that goes out without its answer, and tell who need not look at it any more."""
    question = withdraw(campaign=campaign, by=by, now=now)
    if question:
        for told in {question.asked_of, question.asked_by} - {by}:
            _tell_overtaken(told, campaign, by, now)


def _tell_overtaken(to: User, campaign: Campaign, by: User, now: datetime) -> None:
    url = settings.BASE_URL + reverse("newsletter:campaign_progress", args=[campaign.pk])
    told = {"name": by.get_full_name(), "title": campaign.title, "url": url}
    with translation.override(to.language):
        subject = _("The question about a letter is over: %(title)s") % told
        text = _("%(name)s released “%(title)s”, so nobody has to look at it any more.\n\n%(url)s\n") % told
        mailings.send_service(to=to.email, subject=subject, text=text, title="approval", now=now)
