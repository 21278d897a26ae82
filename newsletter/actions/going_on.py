"""Letting letters that stand still, and are no campaign, go on: those of a renewal, and tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.models import Renewal
from post.actions import mailings
from post.models import Mailing

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def let_renewal_go_on(*, renewal: Renewal, by: User, now: datetime) -> timedelta:
    """Let the letters of a renewal go on, and give its readers as much more time as they stood still; return that.

    :raises CannotSteer: when nothing of it stands still, or it is over.
    """
    renewal = Renewal.objects.select_for_update().get(pk=renewal.pk)
    held = list(renewal.held_mailings().select_for_update().order_by("pk"))
    if not held or not renewal.runs:
        raise mailings.CannotSteer(_("These letters do not stand still."))
    stood = now - min(mailing.paused_at for mailing in held if mailing.paused_at)
    renewal.ends_at += stood
    renewal.save(update_fields=["ends_at"])
    for mailing in held:
        mailings.go_on(mailing=mailing, by=by, now=now)
    Mailing.objects.filter(renewals=renewal, finished_at=None).update(expires_at=renewal.ends_at)
    audit.write("newsletter.renewal_went_on", by=by, about=renewal, minutes=int(stood.total_seconds() // 60))
    return stood
