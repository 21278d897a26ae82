"""Sending a letter after all to whom it did not reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.actions.releases import alone_with
from newsletter.actions.turns import wait_for_turn
from newsletter.models import Campaign
from newsletter.queries import gate, missed, releases
from post.actions import mailings, resending
from post.missed import missed as missed_letters

if TYPE_CHECKING:
    from accounts.models import User


class CannotSendAgain(Exception):
    """The letter cannot go out to whom it did not reach; the text says why."""


@transaction.atomic
def send_to_missed(
    *, campaign: Campaign, by: User, now: datetime, uncertain: bool = False, only: Collection[int] | None = None
) -> int:
    """Send a letter that ended after all to whom it did not reach, or `only` to some, and return how many they are.

    They wait until the time for undoing is over. Who answered the event meanwhile needs no invitation any more; who
    takes a pause or had enough letters gets none for now. A second time finds nobody.

    :raises CannotSendAgain: when it still runs, was stopped, its event has begun or is off, nobody is left,
        or they are so many that the sender must be right first. Who was promised the letter, was seen at its release.
    """
    campaign = alone_with(campaign)
    wait_for_turn()
    if campaign.mailing is None or not missed.is_of_use(campaign, now):
        raise CannotSendAgain(_("This letter is of no use any more: it was stopped, or its event has begun or is off."))
    whom = missed_letters(campaign.mailing, uncertain=True).values_list("person", flat=True)
    without = [*missed.who_answered(campaign), *missed.held_now(campaign, now, list(whom))]
    try:
        number = resending.send_to_missed(
            mailing=campaign.mailing,
            now=now,
            by=by,
            uncertain=uncertain,
            without=without,
            only=only,
            not_before=releases.leaves_at(now, None),
        )
    except mailings.CannotSteer as refused:
        raise CannotSendAgain(str(refused)) from None
    if not number:
        raise CannotSendAgain(_("There is nobody left whom this letter can reach now."))
    if reason := gate.refusal(campaign=campaign, count=number, unseen=0, by=by, now=now):
        raise CannotSendAgain(reason)
    audit.write("campaign.sent_to_missed", by=by, about=campaign, number=number, uncertain=uncertain)
    return number
