"""What can be done with a release afterwards: undo it before anything leaves, or let it leave at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import invitations
from network.models import Person
from newsletter.actions import senders
from newsletter.actions.releases import alone_with
from newsletter.models import Campaign, Proposal
from post.actions import batches, mailings, undoing

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def undo(*, campaign: Campaign, by: User, now: datetime) -> int:
    """Take a release back and return how many people had been promised a letter; undoing it twice changes nothing.

    Nobody gets it, nobody is invited through it, and the campaign can be changed and released again. Its version goes
    up, so that a page which was still open cannot release it unseen; its words are the same, so what a colleague
    overruled a short while ago still holds.

    :raises TooLate: when something of it has left, or leaves this very moment.
    """
    campaign = alone_with(campaign)
    mailing = campaign.mailing
    if mailing is None:
        return 0
    if campaign.event and mailing.released_at:
        people = Person.objects.filter(letters__mailing=mailing)
        invitations.take_back(event=campaign.event, people=people, invited_at=mailing.released_at, by=by)
    campaign.mailing = None
    campaign.version += 1
    campaign.save(update_fields=["mailing", "version"])
    senders.hold_on(campaign=campaign, now=now)
    campaign.counted_links.all().delete()
    campaign.left_out_people.all().delete()
    promised = undoing.take_back(mailing=mailing, by=by)
    audit.write("campaign.undone", by=by, about=campaign, promised=promised)
    return promised


@transaction.atomic
def undo_batch(*, campaign: Campaign, by: User, now: datetime, number: int | None = None) -> int:
    """Take back that a released letter goes to who came later, or again to whom it missed; return how many they were.

    `number` names the batch that one saw; otherwise it is the last one.

    :raises TooLate: when something of it has left, or leaves this very moment.
    """
    campaign = alone_with(campaign)
    if campaign.mailing is None:
        return 0
    undone = batches.undo(mailing=campaign.mailing, by=by, now=now, number=number)
    if campaign.event:
        people = Person.objects.filter(pk__in=undone.people)
        invitations.take_back(event=campaign.event, people=people, invited_at=undone.at, by=by)
    Proposal.objects.accepted().filter(campaign=campaign, decided_at=undone.at).delete()
    return len(undone.people)


@transaction.atomic
def leave_now(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Give up the time in which the release can be undone, or the moment it waits for: the letters leave at once.

    :raises CannotSteer: when a colleague undid, paused or stopped it meanwhile, or it has come to its end.
    """
    campaign = alone_with(campaign)
    if campaign.mailing is None:
        raise mailings.CannotSteer(_("A colleague undid the release meanwhile."))
    undoing.leave_now(mailing=campaign.mailing, now=now, by=by)
