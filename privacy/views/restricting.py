"""Not using the data of somebody who asks that of us, who they are, and using it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.permissions import may_erase_people
from privacy.actions import restricting
from privacy.forms import RestrictForm
from privacy.queries import on_record, restricted
from web.doors import only_if

PER_PAGE = 25


@require_safe
@only_if(may_erase_people)
def restricted_list(request: UserRequest) -> HttpResponse:
    """List who asked us not to use their data, the first first: nobody else finds them anywhere."""
    page: Page[Any] = Paginator(restricted(request.user), PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([row.person_id for row in page], by=request.user, now=timezone.now())
    return render(request, "privacy/restricted_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_erase_people)
def person_restrict(request: UserRequest, person: int) -> HttpResponse:
    """Show whether we use the data of somebody, and use it no more."""
    known = get_object_or_404(on_record(request.user).select_related("user"), pk=person)
    form = RestrictForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            restricting.restrict(person=known, asked_on=form.cleaned_data["asked_on"], by=request.user, now=now)
        except restricting.CannotRestrict as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done. Nobody meets this person any more, and no letter leaves for them."))
            return redirect("privacy:person_restrict", known.pk)
    seeing.note([known.pk], by=request.user, now=now)
    context = {
        "form": form,
        "person": known,
        "restriction": restricted(request.user).filter(person=known).first(),
        "addresses": known.mail_addresses.order_by("-preferred", "pk"),
        "phones": known.phone_numbers.all(),
    }
    return render(request, "privacy/person_restrict.html", context)


@require_POST
@only_if(may_erase_people)
def restriction_end(request: UserRequest, person: int) -> HttpResponse:
    """Use the data of somebody again."""
    known = get_object_or_404(on_record(request.user), pk=person)
    try:
        restricting.end(person=known, by=request.user, now=timezone.now())
    except restricting.CannotRestrict as refused:
        messages.error(request, str(refused))
    else:
        said = _("Done. Colleagues find this person again, and letters leave; what they had stopped, stays stopped.")
        messages.success(request, said)
    return redirect("privacy:person_restrict", known.pk)
