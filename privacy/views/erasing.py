"""Erasing somebody who asks it: what goes, what stays and why, and the button behind a name that is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from network.actions import seeing
from network.permissions import may_erase_people
from privacy.actions import erasing
from privacy.forms import EraseForm
from privacy.queries import erasure_of, is_restricted, on_record
from web.doors import only_if


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_erase_people)
def person_erase(request: UserRequest, person: int) -> HttpResponse:
    """Show what goes and what stays, and erase whoever is named once more."""
    known = get_object_or_404(on_record(request.user), pk=person)
    form = EraseForm(request.POST or None, person=known)
    if request.method == "POST" and form.is_valid():
        told = {"asked_on": form.cleaned_data["asked_on"], "by": request.user, "now": timezone.now()}
        try:
            erasing.erase(person=known, **told)
        except erasing.CannotErase as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Erased. No letter goes to these addresses any more."))
            return redirect("network:person_list")
    seeing.note([known.pk], by=request.user, now=timezone.now())
    context = {"form": form, "erasure": erasure_of(known), "restricted": is_restricted(known)}
    return render(request, "privacy/person_erase.html", context)
