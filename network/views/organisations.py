from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import organisations
from network.forms.filters import OrganisationFilter
from network.forms.organisations import NewOrganisationForm, OrganisationForm
from network.models import Organisation
from network.permissions import may_add_organisations, may_edit_organisation, may_log_contact
from network.queries import holders, near, rows, tasks, threads, ties
from network.queries import organisations as queries
from network.timeline import Kind, timeline_of_organisation
from network.views import contact_moments
from network.views.doors import demand, for_colleagues, where_it_went
from network.views.keys_first import page_by_keys
from network.views.lists import (
    all_ties_asked,
    answer_at_an_address,
    asked_by,
    by_match,
    chosen_sort,
    narrowing,
    part_asked,
)
from network.views.shown import about, note_shown, told_in
from web.doors import one_at_a_time
from web.pages import page_or_fragment

ENTRIES_PER_PAGE = 20


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_list(request: UserRequest) -> HttpResponse:
    """List the organisations, narrowed and sorted; htmx asks for the results alone."""
    if request.method == "POST":
        return answer_at_an_address(request, OrganisationFilter)
    today = timezone.localdate()
    form = asked_by(request, OrganisationFilter)
    asked = form.asked()
    sort = chosen_sort(request, *by_match(asked.words), "name", "contact")
    found = queries.in_order(queries.found(request.user, asked, today), sort, asked.words)
    page = page_by_keys(request, found, partial(rows.organisations, user=request.user, today=today))
    context = {"asked": asked, "sort": sort, "page": page, "may_add": may_add_organisations(request.user)}
    context |= narrowing(request, form)
    if not page.paginator.count:
        context |= _nearest(request, asked, today)
    return page_or_fragment(request, "network/organisation_list.html", "results", context)


@for_colleagues
@require_safe
def organisation_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show an organisation: its people, what it is to each line, and the contact with it."""
    known = Organisation.objects.visible_to(request.user).select_related("municipality")
    if (organisation := known.filter(pk=pk).first()) is None:
        return where_it_went(Organisation, pk, "network:organisation_detail")
    now = timezone.now()
    today = timezone.localdate(now)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    entries = timeline_of_organisation(organisation, request.user, kind)
    context: dict[str, Any] = {
        "organisation": organisation,
        "partnerships": organisation.line_partnerships.select_related("line__theme"),
        "tasks": tasks.about(organisation, request.user, now),
        "phones": organisation.phone_numbers.all(),
        **holders.card(organisation, today),
        "thread": threads.of_organisation(organisation, request.user, today),
        "page": Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page")),
        "kinds": Kind,
        "kind": kind,
        "today": today,
        "may_edit": may_edit_organisation(request.user, organisation),
        **queries.staff_of(organisation, request.user, today),
        **ties.card(organisation, request.user, today, all_of_them=all_ties_asked(request)),
    }
    if may_log_contact(request.user):
        context["contact_form"] = contact_moments.form_for(request, organisation=organisation)
    _note_people(request, context)
    return page_or_fragment(request, "network/organisation_detail.html", part_asked(request), context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: UserRequest) -> HttpResponse:
    """Record an organisation."""
    demand(may_add_organisations(request.user))
    form = NewOrganisationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = organisations.add(facts=form.facts(), by=request.user, now=timezone.now())
        except organisations.CannotKeep as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("%(name)s is now in the network.") % {"name": organisation.name})
            return redirect("network:organisation_detail", organisation.pk)
    return render(request, "network/organisation_create.html", {"form": form})


@for_colleagues
@require_POST
def organisation_alike(request: UserRequest) -> HttpResponse:
    """Say, while one types a new organisation, which one it could be that we know already."""
    demand(may_add_organisations(request.user))
    form = NewOrganisationForm(request.POST, user=request.user)
    form.is_valid()
    return render(request, "network/organisation_create.html#alike", {"form": form})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Organisation)
def organisation_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change what is kept about an organisation."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    demand(may_edit_organisation(request.user, organisation))
    facts = organisations.facts_of(organisation)
    initial = {"tags": facts.tags, "phones": list(facts.phones)}
    form = OrganisationForm(request.POST or None, instance=organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            told = {"facts": form.facts(), "always_here": form.cleaned_data.get("always_here", False)}
            organisations.change(organisation=organisation, **told, by=request.user, now=timezone.now())
        except organisations.CannotKeep as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:organisation_detail", organisation.pk)
    context: dict[str, Any] = {"form": form, "name": facts.name, "pk": pk}
    context["ended"] = organisation.ended_on
    context["places"] = organisation.former_places.select_related("municipality")
    context["former"] = organisation.former_servings.select_related("targetgroup")
    return render(request, "network/organisation_edit.html", context)


@for_colleagues
@require_POST
def organisation_names(request: UserRequest) -> HttpResponse:
    """Offer, while one types in a form, the names of organisations that have these words."""
    words = request.POST.get("organisation", "").replace("\0", "")
    standing = Organisation.objects.visible_to(request.user).standing_on(timezone.localdate())
    names = standing.matching(words).by_name()[:10]
    return render(request, "network/organisation_names.html", {"names": names})


def _note_people(request: UserRequest, context: dict[str, Any]) -> None:
    """Count the people whom the page of an organisation names, also those offered to tick for a contact moment."""
    offered = context["contact_form"].offered if "contact_form" in context else []
    roles = (*context["present"], *context["gone"])
    thread = [context["thread"].person] if context["thread"] else []
    told = told_in(context["page"])
    note_shown(request, [role.person for role in roles], offered, about(context["tasks"]), thread, told)


def _nearest(request: UserRequest, asked: queries.OrganisationsAsked, today: date) -> dict[str, Any]:
    """Return what to offer when nothing was found: how many there are without the choices, or what one may mean."""
    without = queries.OrganisationsAsked(asked.words)
    others = queries.found(request.user, without, today).count() if asked.narrowed else 0
    context: dict[str, Any] = {"without_filters": others}
    if asked.words and not context["without_filters"]:
        context["near"] = rows.organisations(near.organisations(request.user, asked.words), request.user, today)
    return context
