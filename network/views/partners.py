from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from network.actions import organisations
from network.forms.organisations import NewPartnerForm, PartnerForm
from network.models import LinePartner, Organisation
from network.permissions import may_edit_organisation
from network.views.doors import demand, for_colleagues
from web.doors import one_at_a_time


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def partner_create(request: UserRequest, pk: int) -> HttpResponse:
    """Record what an organisation is to a programme line."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    demand(may_edit_organisation(request.user, organisation))
    form = NewPartnerForm(request.POST or None, organisation=organisation, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            organisations.make_partner(
                organisation=organisation, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except organisations.CannotKeep as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:organisation_detail", organisation.pk)
    return render(request, "network/partner_create.html", {"form": form, "organisation": organisation})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(LinePartner)
def partner_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct or end what an organisation is to a programme line."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), line_partnerships=pk)
    demand(may_edit_organisation(request.user, organisation))
    partner = organisation.line_partnerships.select_related("line").get(pk=pk)
    initial = {name: getattr(partner, name) for name in PartnerForm.base_fields}
    form = PartnerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.change_partner(partner=partner, **form.cleaned_data, by=request.user, now=timezone.now())
        except organisations.CannotKeep as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:organisation_detail", organisation.pk)
    context = {"form": form, "organisation": organisation, "line": partner.line, "partner": partner}
    return render(request, "network/partner_edit.html", context)
