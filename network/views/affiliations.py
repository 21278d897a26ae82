from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from network.actions import affiliations
from network.forms.affiliations import AffiliationForm, NewAffiliationForm
from network.models import Affiliation, ContactMoment, Person
from network.permissions import may_edit_person
from network.queries import titles
from network.views.doors import demand, for_colleagues
from network.views.shown import note_shown
from web.doors import one_at_a_time


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def affiliation_create(request: UserRequest, pk: int) -> HttpResponse:
    """Record where a person works, or worked."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    demand(may_edit_person(request.user, person))
    form = NewAffiliationForm(request.POST or None, user=request.user, person=person, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            affiliations.add(person=person, **form.cleaned_data, by=request.user, now=timezone.now())
        except affiliations.CannotAffiliate as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:person_detail", person.pk)
    note_shown(request, [person])
    return render(request, "network/affiliation_create.html", {"form": form, "person": person})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Affiliation)
def affiliation_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct or end a role at an organisation."""
    person = get_object_or_404(Person.objects.visible_to(request.user), affiliations=pk)
    demand(may_edit_person(request.user, person))
    affiliation = person.affiliations.select_related("organisation").get(pk=pk)
    initial = {name: getattr(affiliation, name) for name in ("title", "started_on", "ended_on")}
    form = AffiliationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            affiliations.change(affiliation=affiliation, **form.cleaned_data, by=request.user, now=timezone.now())
        except affiliations.CannotAffiliate as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:person_detail", person.pk)
    counted = ContactMoment.objects.visible_to(request.user).filter(people=person)
    note_shown(request, [person])
    context = {"form": form, "person": person, "affiliation": affiliation, "organisation": affiliation.organisation}
    context["counted"] = counted.filter(organisations=affiliation.organisation).count()
    return render(request, "network/affiliation_edit.html", context)


@for_colleagues
@require_POST
def title_names(request: UserRequest) -> HttpResponse:
    """Offer, while one types in a filter, the job titles that have these words."""
    words = request.POST.get("title", "").replace("\0", "")[:100]
    names = titles.in_use(request.user, words, timezone.localdate())
    return render(request, "network/title_names.html", {"names": names})
