"""Sending nothing to somebody who asks us not to use their data, and sending again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from network.permissions import may_erase_people
from post.queries import restriction_of
from privacy.actions import restricting
from privacy.forms import RestrictForm
from web.doors import only_if


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_erase_people)
def person_restrict(request: UserRequest, person: int) -> HttpResponse:
    """Show whether letters leave for somebody, and let none leave any more."""
    known = get_object_or_404(Person.objects.visible_to(request.user).select_related("user"), pk=person)
    form = RestrictForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            restricting.restrict(person=known, asked_on=form.cleaned_data["asked_on"], by=request.user, now=now)
        except restricting.CannotRestrict as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done. No letter leaves for this person any more."))
            return redirect("privacy:person_restrict", known.pk)
    seeing.note([known.pk], by=request.user, now=now)
    context = {"form": form, "person": known, "restriction": restriction_of(known)}
    return render(request, "privacy/person_restrict.html", context)


@require_POST
@only_if(may_erase_people)
def restriction_end(request: UserRequest, person: int) -> HttpResponse:
    """Let letters leave for somebody again."""
    known = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    try:
        restricting.end(person=known, by=request.user, now=timezone.now())
    except restricting.CannotRestrict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done. Letters leave for this person again; what they had stopped, stays stopped."))
    return redirect("privacy:person_restrict", known.pk)
