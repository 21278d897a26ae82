"""Sending a letter that was released to people who came into its audience afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import invitations
from network.models import Person
from newsletter.actions import proposals
from newsletter.actions.releases import alone_with
from newsletter.actions.turns import wait_for_turn
from newsletter.models import Campaign
from newsletter.queries import gate, latecomers, releases
from newsletter.queries import proposals as known
from post.actions import undoing

if TYPE_CHECKING:
    from accounts.models import User


class CannotJoin(Exception):
    """The letter cannot go to who came later; the text says why."""


@transaction.atomic
def add(*, campaign: Campaign, by: User, now: datetime) -> int:
    """Promise a released letter to who came into its audience since, and return how many they are.

    They wait until the time for undoing is over. Everybody gets it once: who has a letter of it is left alone, whatever
    became of that letter.

    :raises CannotJoin: when the rest was stopped, or the event has begun or is off; or when together they are so many
        that the sender must be right, or a second person must let it go.
    """
    campaign = alone_with(campaign)
    wait_for_turn()
    if campaign.mailing is None or not latecomers.may_still_join(campaign, now):
        raise CannotJoin(_("This letter was stopped, or its event has begun. Nobody can be added any more."))
    mailing = campaign.mailing
    people = latecomers.latecomers(campaign, now).filter(mail_addresses__preferred=True)
    wanted = people.values_list("pk", "mail_addresses__address")
    added = undoing.promise_more(
        mailing=mailing, people=wanted, now=now, by=by, not_before=releases.leaves_at(now, None)
    )
    if added and campaign.event:
        promised_people = Person.objects.filter(letters__mailing=mailing)
        invitations.invite(event=campaign.event, people=promised_people, by=by, now=now)
    if added:
        _pass_the_gate(campaign, mailing.promised + added, added, by, now)
    audit.write("campaign.latecomers_added", by=by, about=campaign, number=added)
    return added


def _pass_the_gate(campaign: Campaign, together: int, added: int, by: User, now: datetime) -> None:
    """Refuse what needs a right sender or a second person; write down that this colleague is the second."""
    proposal = known.about(campaign)
    agrees = known.agrees(proposal, by, added)
    unseen = 0 if agrees else together - known.seen(campaign)
    if reason := gate.refusal(campaign=campaign, count=together, unseen=unseen, by=by, now=now):
        raise CannotJoin(reason)
    if agrees and proposal:
        proposals.accept(proposal=proposal, by=by, now=now)
