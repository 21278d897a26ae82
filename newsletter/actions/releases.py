"""What makes letters leave: releasing a campaign, and trying it out on oneself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import invitations
from network.models import Person
from newsletter import letters
from newsletter.actions import clicks, grounds, leaving_out, questions
from newsletter.actions.turns import wait_for_turn
from newsletter.models import Approval, Campaign
from newsletter.queries import audiences, best_hours, gate, preflight, releases
from post.actions import mailings, spreading
from post.fields import CannotCompile
from post.models import Mailing

if TYPE_CHECKING:
    from accounts.models import User


LONGEST_REASON = 300


class CannotRelease(Exception):
    """The campaign cannot go out; `reasons` says why, in sentences for whoever pressed the button."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def release(
    *,
    campaign: Campaign,
    by: User,
    now: datetime,
    version: int,
    at: datetime | None = None,
    best_hour: bool = False,
    anyway: str = "",
    approval: Approval | None = None,
) -> int:
    """Promise this campaign to everyone in its audience, from a later moment if told; return how many that is.

    With `best_hour` each letter leaves within a day, at the hour at which its reader usually responds.

    Invites those people to the event as well. Sends nothing itself: the workers of `post` carry the letters, and not
    before the time in which it can be undone is over. `anyway` says why an issue goes out against the pre-flight;
    `approval` is the question of a colleague that this answers: to many people a letter needs one.

    :raises CannotRelease: when it went out before, was changed since it was looked at, or something is missing.
    """
    campaign = alone_with(campaign)
    wait_for_turn()
    _refuse_if_changed(campaign, version)
    if reasons := releases.obstacles(campaign, now, at):
        raise CannotRelease(*reasons)
    if campaign.is_issue:
        _look_over(campaign, by, now, anyway.strip())
    leaving_out.remember(campaign=campaign, now=now)
    mailing = _mailing(campaign, by, now, releases.leaves_at(now, at))
    people = audiences.receiving(campaign, now).filter(mail_addresses__preferred=True)
    promised = mailings.freeze(
        mailing=mailing, people=people.values_list("pk", "mail_addresses__address"), now=now, by=by
    )
    if not promised:
        raise CannotRelease(_("Nobody would get this letter. Choose other people first."))
    unseen = 0 if approval else promised
    if reason := gate.refusal(campaign=campaign, count=promised, unseen=unseen, by=by, now=now):
        raise CannotRelease(reason)
    promised_people = Person.objects.filter(letters__mailing=mailing)
    if best_hour:
        begins = mailing.not_before or now
        spreading.spread(mailing=mailing, moments=best_hours.moments(promised_people, begins, mailing.expires_at, now))
    if campaign.event:
        invitations.invite(event=campaign.event, people=promised_people, by=by, now=now)
    campaign.mailing = mailing
    campaign.save(update_fields=["mailing"])
    grounds.write(campaign=campaign, now=now)
    if approval is None:
        questions.overtake(campaign=campaign, by=by, now=now)
    audit.write("campaign.released", by=by, about=campaign, mailing=mailing.pk, promised=promised)
    return promised


def alone_with(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now, with all campaigns of its event locked: nobody is invited by two at once."""
    related = Campaign.objects.filter(Q(pk=campaign.pk) | Q(event__isnull=False, event=campaign.event_id))
    list(related.select_for_update().order_by("pk").values_list("pk"))
    return Campaign.objects.select_related("event", "audience", "newsletter", "mailing__created_by").get(pk=campaign.pk)


def _refuse_if_changed(campaign: Campaign, version: int) -> None:
    if campaign.mailing:
        who = campaign.mailing.created_by
        told = {"name": who.get_full_name() if who else "", "time": _moment(campaign.mailing.released_at)}
        raise CannotRelease(_("%(name)s already released this letter on %(time)s. It goes out once.") % told)
    if campaign.version != version:
        raise CannotRelease(_("A colleague changed the letter after you opened this page. Look at it again first."))


def _look_over(campaign: Campaign, by: User, now: datetime, anyway: str) -> None:
    """Refuse an issue that the pre-flight does not let pass; write down why one goes out against its warnings."""
    looked = preflight.checks(campaign, audiences.reach(campaign, now), now)
    if musts := preflight.musts(looked):
        raise CannotRelease(*(check.text for check in musts))
    warned = [check.slug for check in looked if check.tone == "warn"]
    if warned and not anyway:
        raise CannotRelease(_("The check warns. Write why you send the letter anyway."))
    if warned:
        audit.write("campaign.sent_anyway", by=by, about=campaign, warned=warned, why=anyway[:LONGEST_REASON])


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "j F, H.i") if at else ""


def _mailing(campaign: Campaign, by: User, now: datetime, at: datetime | None) -> Mailing:
    """Write the mailing of a campaign; its words stand still from here on."""
    words = letters.mailing_of(campaign, day=timezone.localdate(at or now))
    words["html"] = clicks.count_links(campaign=campaign, html=words["html"])
    try:
        return mailings.compose(**words, not_before=at, now=now, by=by)
    except CannotCompile as refused:
        raise CannotRelease(str(refused)) from None


class CannotTry(Exception):
    """The letter cannot be tried out; the text says why."""


@transaction.atomic
def send_proof(*, campaign: Campaign, to: User, now: datetime) -> None:
    """Send the letter as it is stored to a colleague alone, at the address with which they log in (bar Z30).

    :raises CannotTry: when that address was never confirmed, or the words make no letter.
    """
    if not EmailAddress.objects.filter(user=to, email__iexact=to.email, verified=True).exists():
        raise CannotTry(_("Confirm your own e-mail address first, in your account. A test goes nowhere else."))
    try:
        mailing = mailings.compose(**letters.proof_of(campaign, to), now=now, by=to)
    except CannotCompile as refused:
        raise CannotTry(str(refused)) from None
    mailings.promise_to(mailing=mailing, address=to.email, now=now)
    audit.write("campaign.tried", by=to, about=campaign, mailing=mailing.pk)
