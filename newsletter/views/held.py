"""Letting go on what stands still and is no campaign: the letters of a renewal, and tests."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from newsletter.actions import going_on
from newsletter.models import Renewal
from newsletter.permissions import may_keep_lists, may_release_campaigns
from newsletter.queries import held
from newsletter.views.doors import for_those_who
from post.actions import mailings


@require_POST
@for_those_who(may_keep_lists)
def renewal_go_on(request: UserRequest, pk: int) -> HttpResponse:
    """Let the letters of a renewal go on; its readers get the time back in which they stood still."""
    renewal = get_object_or_404(Renewal, pk=pk)
    try:
        going_on.let_renewal_go_on(renewal=renewal, by=request.user, now=timezone.now())
    except mailings.CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters go on. Readers get as much more time as the letters stood still."))
    return redirect("newsletter:renewal_detail", renewal.pk)


@require_POST
@for_those_who(may_release_campaigns)
def campaigns_test_go_on(request: UserRequest, pk: int) -> HttpResponse:
    """Let a test letter that stands still go on."""
    tests = held.held_tests(request.user, everybodys=may_keep_lists(request.user))
    try:
        mailings.go_on(mailing=get_object_or_404(tests, pk=pk), by=request.user, now=timezone.now())
    except mailings.CannotSteer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The letters go on."))
    return redirect("newsletter:campaigns_running")
