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
from network.actions import introductions
from network.forms.introductions import IntroductionForm
from network.models import IntroductionRequest, Organisation, Person
from network.models.introduction_request import IntroductionState
from network.permissions import may_log_contact
from network.queries import introductions as queries
from network.views.doors import demand, for_colleagues
from network.views.lists import page_of
from network.views.shown import note_shown
from web.pages import page_or_fragment

TAKE_BACK = "take_back"


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_ways(request: UserRequest, pk: int) -> HttpResponse:
    """Show the warmest ways to an organisation, and write down whom a colleague asks to introduce us."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = IntroductionForm(request.POST or None)
    if request.method == "POST":
        demand(may_log_contact(request.user))
        if form.is_valid() and _ask(request, organisation, form):
            return redirect("network:introductions")
    ways = queries.ways_to(organisation, request.user, timezone.localdate())
    parties = queries.parties_on(ways, request.user)
    note_shown(request, parties.values())
    asked = IntroductionRequest.objects.visible_to(request.user).filter(organisation=organisation).open()
    context: dict[str, Any] = {
        "organisation": organisation,
        "ways": ways,
        "parties": parties,
        "asked": set(asked.values_list("via", flat=True)),
        "form": form,
        "may_ask": may_log_contact(request.user),
    }
    return render(request, "network/organisation_ways.html", context)


def _ask(request: UserRequest, organisation: Organisation, form: IntroductionForm) -> bool:
    told = form.cleaned_data
    via = get_object_or_404(Person.objects.visible_to(request.user), pk=told["via"])
    said = {"organisation": organisation, "via": via, "note": told["note"], "confirmed": told["confirmed"]}
    try:
        introductions.ask(**said, by=request.user, now=timezone.now())
    except introductions.CannotAsk as refused:
        form.add_error(None, str(refused))
        return False
    names = {"person": via.full_name, "organisation": organisation.name}
    messages.success(request, _("Written down: you ask %(person)s for %(organisation)s.") % names)
    return True


@for_colleagues
@require_safe
def introduction_list(request: UserRequest) -> HttpResponse:
    """List the introductions a colleague asked for herself, or with `wie=alle` those of everybody."""
    everybody = request.GET.get("wie") == "alle"
    found = IntroductionRequest.objects.visible_to(request.user).select_related("organisation", "via", "asked_by")
    found = found if everybody else found.filter(asked_by=request.user)
    page = page_of(request, found)
    note_shown(request, [each.via for each in page])
    context = {
        "page": page,
        "everybody": everybody,
        "may_answer": may_log_contact(request.user),
    }
    return page_or_fragment(request, "network/introductions.html", "list", context)


@for_colleagues
@require_POST
def introduction_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Write down what came of a request: a yes, a no, or that we were introduced; or take that back."""
    demand(may_log_contact(request.user))
    asked = get_object_or_404(IntroductionRequest.objects.visible_to(request.user), pk=pk)
    answer = request.POST.get("answer", "")
    told: dict[str, Any] = {"request": asked, "by": request.user, "now": timezone.now()}
    if answer in introductions.STEPS or answer == TAKE_BACK:
        try:
            if answer == TAKE_BACK:
                introductions.take_back(**told)
            else:
                introductions.move(to=IntroductionState(answer), **told)
            messages.success(request, _("Saved."))
        except introductions.CannotAnswer as refused:
            messages.error(request, str(refused))
    return redirect(f"{reverse('network:introductions')}?{request.GET.urlencode()}")
