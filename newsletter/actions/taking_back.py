"""Invitations for people whom a colleague chose in the network, and chose not to invite after all."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from network.models import Selection
from newsletter.actions import campaigns
from newsletter.models import Campaign


@transaction.atomic
def let_go(*, selection: Selection, by: User) -> bool:
    """Delete the drafts for these people on which nobody worked, unless a letter was released; tell whether one was.

    A draft on which somebody worked stays: a selection that is gone brings it nobody.
    """
    about = Campaign.objects.filter(audience__selections=selection)
    if about.exclude(mailing=None).exists():
        return True
    for draft in about.filter(version=1, created_by=by, variant_of=None):
        campaigns.delete(campaign=draft, by=by)
    return False
