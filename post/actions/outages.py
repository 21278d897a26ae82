"""Notice that no mail server takes our letters, and tell the administrators: once, and once when it works again."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from post.actions import mailings
from post.models import Outage
from post.models.outage import LOOKED_LATELY

log = structlog.get_logger(__name__)

TELL_AFTER = timedelta(hours=1)


@transaction.atomic
def noticed(*, words: str, now: datetime) -> None:
    """Write down that a try failed; after an hour promise each administrator one letter about it.

    That letter waits as all others do: until it can leave, the house says so on screen (`queries.outage`).
    """
    outage = _open(words, now)
    if outage is None:
        return
    outage.last_at, outage.words = max(now, outage.last_at), words[:300]
    if outage.told_at is None and now - outage.began_at >= TELL_AFTER:
        outage.told_at = now
        _tell(outage, now)
        log.error("mail_server_away_for_an_hour", outage=outage.pk)
    outage.save(update_fields=["last_at", "words", "told_at"])


def _open(words: str, now: datetime) -> Outage | None:
    """Return the outage of now, held still; what was seen for the last time long ago is another one.

    Nothing when another worker saw a letter leave this very moment.
    """
    Outage.objects.open().filter(last_at__lte=now - LOOKED_LATELY, told_at=None).update(ended_at=now)
    Outage.objects.bulk_create([Outage(began_at=now, last_at=now, words=words[:300])], ignore_conflicts=True)
    outage: Outage | None = Outage.objects.open().select_for_update().first()
    return outage


def over(*, now: datetime) -> None:
    """Write down that letters leave again; who was told that they did not, is told this too. Mostly changes nothing."""
    if Outage.objects.open().exists():
        _end(now)


@transaction.atomic
def _end(now: datetime) -> None:
    outage = Outage.objects.open().select_for_update().first()
    if outage is None:
        return
    outage.ended_at = max(now, outage.began_at)
    outage.save(update_fields=["ended_at"])
    if outage.told_at:
        _tell(outage, now)
    log.info("mail_server_back", outage=outage.pk)


def _tell(outage: Outage, now: datetime) -> None:
    for user in User.objects.filter(is_active=True).holding_role(Role.ADMINISTRATOR):
        with translation.override(user.language):
            subject, text = _works_again(outage) if outage.ended_at else _is_away(outage)
            mailings.send_service(to=user.email, subject=subject, text=text, title="mail server", now=now)


def _is_away(outage: Outage) -> tuple[str, str]:
    told = {"since": _moment(outage.began_at), "words": _(outage.words) if outage.words else "", "url": _running()}
    text = _(
        "Since %(since)s no mail server takes our letters. What we heard last:\n\n%(words)s\n\nEverything waits: "
        "nothing is lost, and nobody gets a letter twice. We go on trying. Is it the mail server, the network or the "
        "password?\n%(url)s\n"
    )
    return _("No mail leaves since %(since)s") % told, text % told


def _works_again(outage: Outage) -> tuple[str, str]:
    assert outage.ended_at
    told = {"since": _moment(outage.began_at), "until": _moment(outage.ended_at), "url": _running()}
    text = _(
        "From %(since)s until %(until)s no mail server took our letters. They leave again now, what waited too. You "
        "need not do anything.\n%(url)s\n"
    )
    return _("Mail leaves again"), text % told


def _running() -> str:
    return f"{settings.BASE_URL}{settings.POST_RUNNING_PATH}"


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F H:i")
