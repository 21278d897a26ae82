"""The queue of records that may be one, and putting two of them side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network import likeness
from network.actions import duplicates, merges
from network.forms.merging import MergeForm
from network.models import DuplicatePair, Organisation, Person
from network.models.duplicate_pair import PartyKind
from network.permissions import may_merge
from network.queries import duplicates as queries
from network.queries.merges import moving
from network.views.doors import demand, for_colleagues
from network.views.lists import chosen_sort, page_of
from network.views.shown import note_shown
from web.pages import page_or_fragment


@for_colleagues
@require_safe
def duplicate_list(request: UserRequest) -> HttpResponse:
    """List the pairs that may be one, the likeliest first; htmx asks for the results alone."""
    kind = PartyKind.ORGANISATION if request.GET.get("kind") == PartyKind.ORGANISATION else PartyKind.PERSON
    dismissed = request.GET.get("state") == "two"
    sort = chosen_sort(request, "score", "name", "found")
    page = page_of(request, queries.queue(request.user, kind, dismissed=dismissed, sort=sort))
    rows = [(pair, likeness.in_words(pair.reasons)) for pair in page]
    note_shown(request, *((pair.first, pair.second) for pair in page))
    known = DuplicatePair.objects.visible_to(request.user).open()
    context = {
        "kind": kind,
        "dismissed": dismissed,
        "sort": sort,
        "page": page,
        "rows": rows,
        "counts": [(each, known.of_kind(each).count()) for each in PartyKind],
        "may_merge": may_merge(request.user),
    }
    return page_or_fragment(request, "network/duplicate_list.html", "results", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Put two records side by side, and make one of them when asked."""
    demand(may_merge(request.user))
    pair = get_object_or_404(_visible(request), pk=pk)
    kept, gone = _in_order(pair)
    note_shown(request, (kept, gone))
    form = MergeForm(request.POST or None, kept=kept, gone=gone)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"from_gone": form.from_gone(), "address": form.address()}
        try:
            done = merges.merge(kept=kept, gone=gone, **told, by=request.user, now=timezone.now())
        except merges.CannotMerge as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is one record now.") % {"name": _name(done.kept)})
            return redirect("network:merge_detail", done.pk)
    context = {
        "pair": pair,
        "kept": kept,
        "gone": gone,
        "kept_name": _name(kept),
        "gone_name": _name(gone),
        "reasons": likeness.in_words(pair.reasons),
        "form": form,
        "moving": moving(gone),
    }
    return render(request, "network/duplicate_detail.html", context)


@for_colleagues
@require_POST
def duplicate_dismiss(request: UserRequest, pk: int) -> HttpResponse:
    """Remember that these are two."""
    demand(may_merge(request.user))
    pair = get_object_or_404(_visible(request), pk=pk)
    try:
        duplicates.dismiss(pair=pair, by=request.user, now=timezone.now())
    except duplicates.CannotDecide as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Remembered: these are two. Nobody is asked again."))
    return redirect(_queue(pair))


@for_colleagues
@require_POST
def duplicate_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Put a pair back in the queue."""
    demand(may_merge(request.user))
    pair = get_object_or_404(_visible(request), pk=pk)
    duplicates.reopen(pair=pair, by=request.user, now=timezone.now())
    messages.success(request, _("The pair stands in the queue again."))
    return redirect(_queue(pair))


def _visible(request: UserRequest) -> Any:
    ends = ("first_person", "second_person", "first_organisation", "second_organisation", "dismissed_by", "named_by")
    return DuplicatePair.objects.visible_to(request.user).select_related(*ends)


def _in_order(pair: DuplicatePair) -> tuple[Person | Organisation, Person | Organisation]:
    """Return which record stays: the one with an account or of the programme, else the one that was there first."""
    second = pair.second
    matters = getattr(second, "user_id", None) or getattr(second, "official_name", "")
    return (pair.second, pair.first) if matters else (pair.first, pair.second)


def _queue(pair: DuplicatePair) -> str:
    return f"{reverse('network:duplicate_list')}?kind={pair.kind.value}"


def _name(party: Person | Organisation) -> str:
    return party.full_name if isinstance(party, Person) else party.name
