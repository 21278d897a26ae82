"""Proposing to a second person that letters leave, taking that back, and writing down that they let them go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.actions import audit
from newsletter.models import Campaign, Newsletter, Proposal

if TYPE_CHECKING:
    from accounts.models import User
    from newsletter.queries.renewals import Wanted


@transaction.atomic
def propose_latecomers(*, campaign: Campaign, number: int, by: User, now: datetime) -> Proposal:
    """Propose that a released letter goes to so many people who came later; the last proposal is what is proposed."""
    told = {"number": number, "asked_by": by, "asked_at": now}
    proposal, _new = Proposal.objects.open().update_or_create(campaign=campaign, newsletter=None, defaults=told)
    audit.write("campaign.latecomers_proposed", by=by, about=campaign, number=number)
    return proposal


@transaction.atomic
def propose_renewal(
    *, newsletter: Newsletter, wanted: Wanted, days: int, number: int, by: User, now: datetime
) -> Proposal:
    """Propose that so many readers of a list are asked again; the last proposal is what is proposed."""
    asked = {"agreed_before": wanted.agreed_before, "unconfirmed": wanted.unconfirmed, "days": days}
    told = {"number": number, "asked_by": by, "asked_at": now}
    proposal, _new = Proposal.objects.open().update_or_create(
        campaign=None, newsletter=newsletter, defaults={**asked, **told}
    )
    audit.write("newsletter.renewal_proposed", by=by, about=newsletter, number=number)
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> None:
    """Take a proposal off the table: who made it thinks again, or who may send it does not want to. Twice is once."""
    if Proposal.objects.open().filter(pk=proposal.pk).delete()[0]:
        audit.write("newsletter.proposal_withdrawn", by=by, about=proposal.campaign or proposal.newsletter)


def accept(*, proposal: Proposal, by: User, now: datetime) -> None:
    """Write down that a second person let go what was proposed; for within the transaction of who sends it."""
    Proposal.objects.open().filter(pk=proposal.pk).update(decided_by=by, decided_at=now)
    about = proposal.campaign or proposal.newsletter
    audit.write(
        "newsletter.proposal_accepted", by=by, about=about, number=proposal.number, asked_by=proposal.asked_by_id
    )
