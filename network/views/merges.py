"""What was merged, what moved along, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import merges
from network.models import Merge
from network.permissions import may_merge
from network.queries import merges as queries
from network.views.doors import demand, for_colleagues
from network.views.lists import page_of
from network.views.shown import note_shown
from web.pages import page_or_fragment


@for_colleagues
@require_safe
def merge_list(request: UserRequest) -> HttpResponse:
    """List what was merged in the last thirty days."""
    page = page_of(request, queries.recent(request.user, timezone.now()))
    note_shown(request, [merge.kept_person for merge in page])
    return page_or_fragment(request, "network/merge_list.html", "results", {"page": page})


@for_colleagues
@require_safe
def merge_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what a merge moved and set aside, and how long it can be undone."""
    related = ("kept_person", "kept_organisation", "by", "undone_by")
    merge = get_object_or_404(Merge.objects.visible_to(request.user).select_related(*related), pk=pk)
    note_shown(request, [merge.kept_person])
    moved, aside = queries.touched(merge)
    context = {
        "merge": merge,
        "moved": moved,
        "aside": aside,
        "stayed": queries.in_words(merge.stayed),
        "may_undo": may_merge(request.user) and not merge.undone_at and timezone.now() <= merge.until,
    }
    return render(request, "network/merge_detail.html", context)


@for_colleagues
@require_POST
def merge_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Make two records of one again."""
    demand(may_merge(request.user))
    merge = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    try:
        merges.take_back(merge=merge, by=request.user, now=timezone.now())
    except merges.CannotUndo as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Undone: both records are back."))
    return redirect("network:merge_detail", pk)
