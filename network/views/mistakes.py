"""A role or partnership that was recorded by mistake: take it away, and put it back when that was the mistake."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import mistakes
from network.models import Affiliation, Organisation, Person
from network.permissions import may_edit_organisation, may_edit_person
from network.views.doors import demand, for_colleagues

KEPT = "network_mistake"  # in the session: the last that this colleague took away


@for_colleagues
@require_POST
def affiliation_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away a role at an organisation that never was."""
    person = get_object_or_404(Person.objects.visible_to(request.user), affiliations=pk)
    demand(may_edit_person(request.user, person))
    return _removed(request, person.affiliations.get(pk=pk))


@for_colleagues
@require_POST
def partner_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away what an organisation never was to a programme line."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), line_partnerships=pk)
    demand(may_edit_organisation(request.user, organisation))
    return _removed(request, organisation.line_partnerships.get(pk=pk))


@for_colleagues
@require_safe
def mistake_removed(request: UserRequest) -> HttpResponse:
    """Say what was taken away last, and offer to put it back."""
    row = _kept(request)
    return render(request, "network/mistake_removed.html", {"row": row, "party": _party(request, row)})


@for_colleagues
@require_POST
def mistake_undo(request: UserRequest) -> HttpResponse:
    """Put back what was taken away last."""
    party = _party(request, _kept(request))
    try:
        mistakes.put_back(kept=request.session[KEPT], by=request.user, now=timezone.now())
    except mistakes.CannotPutBack as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put back."))
    del request.session[KEPT]
    return redirect("network:person_detail" if isinstance(party, Person) else "network:organisation_detail", party.pk)


def _removed(request: UserRequest, row: mistakes.Mistake) -> HttpResponse:
    request.session[KEPT] = mistakes.remove(row=row, by=request.user, now=timezone.now())
    return redirect("network:mistake_removed")


def _kept(request: UserRequest) -> mistakes.Mistake:
    if KEPT not in request.session:
        raise Http404
    return mistakes.read(request.session[KEPT])


def _party(request: UserRequest, row: mistakes.Mistake) -> Person | Organisation:
    """Return the person or organisation on whose page the row stood, when this colleague may change that."""
    if isinstance(row, Affiliation):
        person: Person = get_object_or_404(Person.objects.visible_to(request.user), pk=row.person_id)
        demand(may_edit_person(request.user, person))
        return person
    organisation: Organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user), pk=row.organisation_id
    )
    demand(may_edit_organisation(request.user, organisation))
    return organisation
