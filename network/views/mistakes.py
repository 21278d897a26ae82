"""What was recorded by mistake: a role, partnership, task or request. Take it away, or put it back after all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import mistakes
from network.models import Affiliation, IntroductionRequest, Organisation, Person, Task
from network.models.introduction_request import IntroductionState
from network.permissions import may_edit_organisation, may_edit_person, may_keep_tasks, may_log_contact
from network.views.doors import demand, for_colleagues
from network.views.shown import note_shown

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
@require_POST
def task_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away a task that nobody has to do after all."""
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
    demand(may_keep_tasks(request.user))
    return _removed(request, task)


@for_colleagues
@require_POST
def introduction_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away a request that nobody made after all; one that was answered is history."""
    asked = get_object_or_404(IntroductionRequest.objects.visible_to(request.user), pk=pk)
    demand(may_log_contact(request.user))
    if asked.state != IntroductionState.ASKED:
        messages.error(request, _("This request now stands at: %(state)s.") % {"state": asked.state.label})
        return redirect("network:introductions")
    return _removed(request, asked)


@for_colleagues
@require_safe
def mistake_removed(request: UserRequest) -> HttpResponse:
    """Say what was taken away last, and offer to put it back."""
    row = _kept(request)
    note_shown(request, [getattr(row, "via", None) or getattr(row, "person", None)])
    return render(
        request, "network/mistake_removed.html", {"row": row, "kind": row._meta.model_name, **_back(request, row)}
    )


@for_colleagues
@require_POST
def mistake_undo(request: UserRequest) -> HttpResponse:
    """Put back what was taken away last."""
    back = _back(request, _kept(request))["back"]
    try:
        mistakes.put_back(kept=request.session[KEPT], by=request.user, now=timezone.now())
    except mistakes.CannotPutBack as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put back."))
    del request.session[KEPT]
    return redirect(back)


def _removed(request: UserRequest, row: mistakes.Mistake) -> HttpResponse:
    request.session[KEPT] = mistakes.remove(row=row, by=request.user, now=timezone.now())
    return redirect("network:mistake_removed")


def _kept(request: UserRequest) -> mistakes.Mistake:
    if KEPT not in request.session:
        raise Http404
    return mistakes.read(request.session[KEPT])


def _back(request: UserRequest, row: mistakes.Mistake) -> dict[str, str]:
    """Return the page on which the row stood, and what it is called, when this colleague may change that."""
    if isinstance(row, Task):
        demand(may_keep_tasks(request.user))
        return {"back": reverse("network:task_list"), "onward": _("Tasks")}
    if isinstance(row, IntroductionRequest):
        get_object_or_404(Person.objects.visible_to(request.user), pk=row.via_id)
        demand(may_log_contact(request.user))
        return {"back": reverse("network:introductions"), "onward": _("Introductions")}
    if isinstance(row, Affiliation):
        person: Person = get_object_or_404(Person.objects.visible_to(request.user), pk=row.person_id)
        demand(may_edit_person(request.user, person))
        return {"back": reverse("network:person_detail", args=[person.pk]), "onward": person.full_name}
    organisation: Organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user), pk=row.organisation_id
    )
    demand(may_edit_organisation(request.user, organisation))
    return {"back": reverse("network:organisation_detail", args=[organisation.pk]), "onward": organisation.name}
