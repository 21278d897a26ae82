"""Hold a mailing that goes wrong, by itself, and tell colleagues by mail: once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from post.actions import mailings
from post.blame import is_about_us
from post.models import Aside, Letter, LetterState, Mailing, MailingState, Report, ReportKind, Tally
from post.transport.errand import Stage

log = structlog.get_logger(__name__)

# From how many reports on, and from which part of the letters that left, a mailing is held (bar B9, B11).
ENOUGH = {ReportKind.OURS: (20, 0.10), ReportKind.HARD: (20, 0.25), ReportKind.COMPLAINT: (3, 0.003)}
ENOUGH_PUT_OFF = (20, 0.5)  # letters, and of those that were tried
AN_HOUR_OF_TRIES = 4  # after 0, 5, 20 and 50 minutes, see `delivering.RETRIES`
AN_HOUR = timedelta(minutes=50)


def hold(*, mailing: Mailing, reason: str, now: datetime) -> bool:
    """Pause a mailing and mail whoever released it and the administrators why; tell whether it was not held before."""
    try:
        with transaction.atomic():
            mailings.pause(mailing=mailing, now=now, reason=reason)
            _tell(Mailing.objects.select_related("created_by").get(pk=mailing.pk), reason, now)
    except mailings.CannotSteer:
        return False
    log.warning("mailing_paused_by_itself", mailing=mailing.pk)
    return True


def look_at(*, mailing: Mailing, now: datetime) -> None:
    """Hold a mailing that still runs when more of it comes back than should."""
    if not mailing.rules.pauses_itself or mailing.state != MailingState.RUNNING:
        return
    kinds = {kind: Count("letter", distinct=True, filter=Q(kind=kind)) for kind in ENOUGH}
    since = mailing.went_on_at or mailing.created_at
    reports = Report.objects.filter(mailing=mailing, heard_at__gte=since)
    counted = reports.aggregate(**{kind.value: count for kind, count in kinds.items()})
    if not any(counted[kind.value] >= least for kind, (least, _part) in ENOUGH.items()):
        return
    tried = _tried(mailing)
    left = tried[LetterState.SENT] + tried[LetterState.FAILED]
    for kind, (least, part) in ENOUGH.items():
        if counted[kind.value] >= max(least, part * left):
            hold(mailing=mailing, reason=str(_reason(kind)), now=now)
            return


def look_at_attempts(*, number: int, now: datetime) -> None:
    """Hold a mailing of which too many letters fail, or of which most are put off all the time, whatever the reason.

    Asks the tallies first: of a mailing that goes well no letter is looked at.
    """
    mailing = Mailing.objects.get(pk=number)
    if not mailing.rules.pauses_itself or mailing.state != MailingState.RUNNING:
        return
    tried = _tried(mailing)
    if reason := _of_the_failed(mailing, tried) or _of_the_put_off(mailing, tried):
        hold(mailing=mailing, reason=reason, now=now)


def _of_the_failed(mailing: Mailing, tried: Counter[int]) -> str:
    least, part = ENOUGH[ReportKind.OURS]
    left = tried[LetterState.SENT] + tried[LetterState.FAILED]
    if tried[LetterState.FAILED] < max(least, part * left):
        return ""
    apart = Aside.objects.filter(mailing=mailing, state=LetterState.FAILED).values("letter")
    failed = Letter.objects.filter(pk__in=apart, settled_at__gte=mailing.went_on_at or mailing.created_at)
    replies = list(failed.values_list("reply", flat=True))
    if sum(is_about_us(Stage.RCPT, reply) for reply in replies) >= max(least, part * left):
        return _reason(ReportKind.OURS)
    if len(replies) >= least and len(replies) > part * left:
        return _("More than one in ten letters fails. Look first at what the mail server says of them.")
    return ""


def _of_the_put_off(mailing: Mailing, tried: Counter[int]) -> str:
    """Say so when most letters are put off for about an hour, so not by a server that looks first who we are."""
    least, part = ENOUGH_PUT_OFF
    if tried[LetterState.DEFERRED] < max(least, part * tried.total()):
        return ""
    apart = Aside.objects.filter(mailing=mailing, state=LetterState.DEFERRED).values("letter")
    long = Letter.objects.filter(pk__in=apart, attempts__gte=AN_HOUR_OF_TRIES)
    if mailing.went_on_at:
        long = long.filter(settled_at__gte=mailing.went_on_at + AN_HOUR)
    if long.count() < max(least, part * tried.total()):
        return ""
    return _("Most letters have been put off for an hour: the mail server takes hardly anything from us.")


def _tried(mailing: Mailing) -> Counter[int]:
    """Count the letters that the mail server took, refused or put off, without looking at any of them."""
    states = (LetterState.SENT, LetterState.FAILED, LetterState.DEFERRED)
    tallies = Tally.objects.filter(mailing=mailing, state__in=states).values_list("state")
    return Counter(dict(tallies.annotate(letters=Sum("number"))))


def _reason(kind: ReportKind) -> str:
    if kind == ReportKind.HARD:
        return _("Many of the addresses do not exist. Look first whether this is the right list.")
    if kind == ReportKind.COMPLAINT:
        return _("Too many people report this letter as unwanted. Ask yourself whether they expected it.")
    return _("Many mail servers refuse our mail for a reason that is about us.")


def _tell(mailing: Mailing, reason: str, now: datetime) -> None:
    """Promise a letter to each colleague who can do something about it."""
    for user in _who_can_act(mailing):
        with translation.override(user.language):
            mailings.send_service(
                to=user.email,
                subject=_("A mailing stands still: %(title)s") % {"title": mailing.title},
                text=_text(mailing, reason),
                title="mailing held",
                now=now,
            )


def _text(mailing: Mailing, reason: str) -> str:
    told = {"title": mailing.title, "reason": reason, "url": f"{settings.BASE_URL}{settings.POST_RUNNING_PATH}"}
    return (
        _(
            "“%(title)s” was paused by itself, because something goes wrong:\n\n%(reason)s\n\n"
            "What has not left waits. Nobody gets it twice. Look what is the matter; when it is mended, press “Go on”:"
            "\n%(url)s\n"
        )
        % told
    )


def _who_can_act(mailing: Mailing) -> list[User]:
    administrators = User.objects.filter(is_active=True).holding_role(Role.ADMINISTRATOR)
    found = {user.pk: user for user in administrators}
    if mailing.created_by and mailing.created_by.is_active:
        found[mailing.created_by.pk] = mailing.created_by
    return list(found.values())
