from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import holders
from network.forms.filters import ReviewFilter
from network.forms.holders import HolderForm
from network.models import Organisation
from network.permissions import may_appoint_holders, may_keep_tasks
from network.queries import threads
from network.views.doors import demand, for_colleagues
from network.views.lists import asked_by, page_of
from network.views.shown import note_shown
from web.pages import page_or_fragment


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def holder_create(request: UserRequest, pk: int) -> HttpResponse:
    """Appoint the colleague who keeps the relation with an organisation, on one line or on all."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    demand(may_appoint_holders(request.user))
    form = HolderForm(request.POST or None, today=timezone.localdate(), initial={"user": request.user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            holders.appoint(organisation=organisation, **form.cleaned_data, by=request.user, now=timezone.now())
        except holders.CannotHold as refused:
            form.add_error("user", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:organisation_detail", organisation.pk)
    return render(request, "network/holder_create.html", {"form": form, "organisation": organisation})


@for_colleagues
@require_POST
def holder_end(request: UserRequest, pk: int) -> HttpResponse:
    """Let nobody keep this relation any more."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), relation_holders=pk)
    demand(may_appoint_holders(request.user))
    holders.end(holder=organisation.relation_holders.get(pk=pk), by=request.user, now=timezone.now())
    messages.success(
        request, _("Ended. Nobody keeps this relation now: choose somebody else. A mistake? Put it back below.")
    )
    return redirect(f"{reverse('network:organisation_detail', args=[organisation.pk])}#houders")


@for_colleagues
@require_POST
def holder_restore(request: UserRequest, pk: int) -> HttpResponse:
    """Let a relation that one ended go on."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), relation_holders=pk)
    demand(may_appoint_holders(request.user))
    try:
        holders.restore(holder=organisation.relation_holders.get(pk=pk), by=request.user, now=timezone.now())
    except holders.CannotHold as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put back. It goes on as if it never ended."))
    return redirect(f"{reverse('network:organisation_detail', args=[organisation.pk])}#houders")


@for_colleagues
@require_safe
def thread_list(request: UserRequest) -> HttpResponse:
    """List the organisations that we know through one person: of this colleague's relations, or all of them."""
    form, today = asked_by(request, ReviewFilter), timezone.localdate()
    own = request.GET.get("whose") == "mine"
    page = page_of(request, threads.listed(request.user, today, own=own, line=form.cleaned_data.get("line")))
    found = threads.with_people(page.object_list, request.user, today)
    note_shown(request, [thread.person for thread in found])
    context = {"form": form, "own": own, "page": page, "threads": found, "may_plan": may_keep_tasks(request.user)}
    return page_or_fragment(request, "network/thread_list.html", "results", context)
