"""Taking a proposal off the table."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from newsletter.actions import proposals
from newsletter.models import Proposal
from newsletter.permissions import may_release_campaigns
from newsletter.queries.proposals import to_decide
from newsletter.views.doors import for_those_who


@require_POST
@for_those_who(may_release_campaigns)
def proposal_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Let nothing come of a proposal: for who made it, and for who could have sent it."""
    proposal = get_object_or_404(Proposal.objects.open(), pk=pk)
    if proposal.asked_by_id != request.user.pk and not to_decide(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    proposals.withdraw(proposal=proposal, by=request.user)
    messages.success(request, _("Taken off the table. Nothing leaves."))
    return redirect("newsletter:approval_list")
