"""A second person for a letter: asking a colleague, taking that back, sending it for somebody, giving it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.actions import campaigns, questions, releases
from newsletter.models import Approval, Campaign
from newsletter.queries import preflight
from newsletter.queries.approvals import approvers, stamp_of
from newsletter.queries.audiences import reach
from post.actions import mailings
from web.templatetags.parts import number

if TYPE_CHECKING:
    from accounts.models import User


class CannotAsk(Exception):
    """Nobody can be asked to approve this letter yet; the text says why."""


class CannotDecide(Exception):
    """The letter cannot be approved or given back by this colleague; the text says why."""


@transaction.atomic
def ask(*, campaign: Campaign, of: User, note: str, version: int, by: User, now: datetime) -> Approval:
    """Ask a colleague to look at a letter and send it; who asked before asks anew.

    :raises CannotAsk: when something must be mended before the letter can go out, or the colleague may not send it.
    :raises ChangedMeanwhile: when somebody changed it after this version.
    :raises AlreadyReleased: when it went out.
    """
    campaign = campaigns.locked(campaign, version)
    found = reach(campaign, now)
    if musts := preflight.musts(preflight.checks(campaign, found, now)):
        raise CannotAsk(" ".join(check.text for check in musts))
    if not approvers(campaign, by).filter(pk=of.pk).exists():
        raise CannotAsk(_("This colleague may not send it. Ask somebody else."))
    questions.withdraw(campaign=campaign, by=by, now=now)
    seen = {"campaign": campaign, "version": campaign.version, "number": found.count}
    asked = Approval.objects.create(**seen, note=note, asked_by=by, asked_of=of, asked_at=now)
    audit.write("campaign.approval_asked", by=by, about=campaign, of=of.pk, number=found.count)
    _tell_asked(asked, now)
    return asked


@transaction.atomic
def withdraw(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Take back the question about a letter, so that it can be changed in peace; twice is once."""
    questions.withdraw(campaign=campaign, by=by, now=now, asked_by=by)


@transaction.atomic
def approve(
    *,
    approval: Approval,
    stamp: str,
    count: int,
    by: User,
    now: datetime,
    at: datetime | None = None,
    best_hour: bool = False,
    anyway: str = "",
) -> int:
    """Send a letter for who asked it: exactly these words (`stamp`) to exactly so many people; return that number.

    :raises CannotDecide: when it is one's own, or something about it changed since this colleague looked.
    :raises CannotRelease: when the letter cannot go out.
    """
    approval = _to_decide(approval, by)
    if stamp_of(approval.campaign) != stamp:
        raise CannotDecide(_("The words of the letter changed since you opened this page. Look at it again first."))
    promised = releases.release(
        campaign=approval.campaign,
        by=by,
        now=now,
        version=approval.version,
        at=at,
        best_hour=best_hour,
        anyway=anyway,
        approval=approval,
    )
    if promised != count:
        told = {"then": number(count), "now": number(promised)}
        raise CannotDecide(
            _("While you looked, the number of people went from %(then)s to %(now)s. Look again first.") % told
        )
    _decide(approval, by, now, stamp=stamp, promised=promised)
    audit.write("campaign.approved", by=by, about=approval.campaign, asked_by=approval.asked_by_id, promised=promised)
    return promised


@transaction.atomic
def give_back(*, approval: Approval, answer: str, by: User, now: datetime) -> None:
    """Give a letter back to who asked, and say what has to be different.

    :raises CannotDecide: when it is one's own, or it changed or went out meanwhile.
    """
    approval = _to_decide(approval, by)
    _decide(approval, by, now, answer=answer)
    audit.write("campaign.given_back", by=by, about=approval.campaign, asked_by=approval.asked_by_id)


def _to_decide(approval: Approval, by: User) -> Approval:
    """Return the question with its row and its letter locked."""
    releases.alone_with(approval.campaign)
    approval = (
        Approval.objects.select_for_update(of=["self"]).select_related("campaign", "asked_by").get(pk=approval.pk)
    )
    if approval.asked_by_id == by.pk:
        raise CannotDecide(_("This is your own letter. Somebody else has to approve it."))
    if not approval.holds:
        raise CannotDecide(_("This question is over: the letter was changed, sent or given back meanwhile."))
    return approval


def _decide(approval: Approval, by: User, now: datetime, **facts: object) -> None:
    Approval.objects.filter(pk=approval.pk).update(decided_by=by, decided_at=now, **facts)
    _tell_decided(approval, str(facts.get("answer", "")), by, now)


def _tell_asked(asked: Approval, now: datetime) -> None:
    url = settings.BASE_URL + reverse("newsletter:campaign_approval", args=[asked.campaign_id])
    told = {"name": asked.asked_by.get_full_name(), "title": asked.campaign.title, "url": url, "note": asked.note}
    with translation.override(asked.asked_of.language):
        subject = _("A letter waits for your approval: %(title)s") % told
        text = _("%(name)s asks you to look at “%(title)s” and to send it.") % told
        note = f"\n\n{asked.note}" if asked.note else ""
        more = _("Here you see the letter, who gets it and what the check says:\n%(url)s\n") % told
        _write(asked.asked_of, subject, f"{text}{note}\n\n{more}", now)


def _tell_decided(approval: Approval, answer: str, by: User, now: datetime) -> None:
    told = {"name": by.get_full_name(), "title": approval.campaign.title, "answer": answer}
    url = settings.BASE_URL + reverse("newsletter:campaign_review", args=[approval.campaign_id])
    with translation.override(approval.asked_by.language):
        if answer:
            subject = _("Your letter came back to you: %(title)s") % told
            text = _("%(name)s did not send “%(title)s” yet, and says:\n\n%(answer)s\n") % told
        else:
            subject = _("Your letter is released: %(title)s") % told
            text = _("%(name)s looked at “%(title)s” and released it.\n") % told
        _write(approval.asked_by, subject, f"{text}\n{url}\n", now)


def _write(to: User, subject: str, text: str, now: datetime) -> None:
    mailings.send_service(to=to.email, subject=subject, text=text, title="approval", now=now)
