"""What colleagues proposed to send, and whether somebody may send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from newsletter.models import Approval, Campaign, Newsletter, Proposal
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.proposal import ProposalQuerySet
from newsletter.roles import EDITORS, WRITERS

if TYPE_CHECKING:
    from accounts.models import User
    from newsletter.queries.renewals import Wanted


def about(subject: Campaign | Newsletter) -> Proposal | None:
    """Return what is proposed about a letter or a list and waits for a second person."""
    found = Proposal.objects.open().filter(**_keys(subject)).select_related("asked_by")
    return found.first()


def _keys(subject: Campaign | Newsletter) -> dict[str, Campaign | Newsletter]:
    return {"campaign" if isinstance(subject, Campaign) else "newsletter": subject}


def agrees(proposal: Proposal | None, by: User, number: int) -> bool:
    """Tell whether this colleague is the second person for a proposal to exactly so many people."""
    return bool(proposal and proposal.asked_by_id != by.pk and proposal.number == number)


def asks_readers(proposal: Proposal | None, wanted: Wanted, days: int) -> bool:
    """Tell whether this is what was proposed about the readers of a list."""
    asked = (wanted.agreed_before, wanted.unconfirmed, days)
    return bool(proposal and (proposal.agreed_before, proposal.unconfirmed, proposal.days) == asked)


def seen(campaign: Campaign) -> int:
    """Count the people to whom a second person let this letter go."""
    approved = Approval.objects.filter(campaign=campaign, promised__isnull=False).order_by("-decided_at").first()
    later: int = Proposal.objects.accepted().filter(campaign=campaign).aggregate(all=Sum("number", default=0))["all"]
    return later + (approved.promised or 0 if approved else 0)


def to_decide(user: User) -> ProposalQuerySet:
    """Find the proposals that this user may carry out: somebody else's, about what they may send."""
    waiting: ProposalQuerySet = Proposal.objects.open().exclude(asked_by=user)
    if user.has_role(*EDITORS):
        return waiting
    if user.has_role(*WRITERS):
        return waiting.filter(Q(campaign__event__isnull=False) | Q(campaign__newsletter__slug=INVITATIONS))
    return waiting.none()


def of(user: User) -> ProposalQuerySet:
    """Find what this user proposed and nobody decided."""
    found: ProposalQuerySet = Proposal.objects.open().filter(asked_by=user)
    return found.select_related("campaign", "newsletter")
