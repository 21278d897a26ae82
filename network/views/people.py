from __future__ import annotations

import re
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
from network.actions import affiliations, people
from network.forms.filters import PeopleFilter
from network.forms.people import NewPersonForm, PersonForm
from network.models import Person
from network.permissions import may_add_people, may_edit_person, may_erase_people, may_log_contact
from network.queries import near, rows, tasks, threads, ties
from network.queries import people as queries
from network.timeline import Kind, timeline_of
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
from network.views.shown import note_shown, told_in
from web import searches
from web.doors import one_at_a_time
from web.pages import page_or_fragment

ENTRIES_PER_PAGE = 20
NAME = re.compile(r"(?=.*[^\W\d_])[^\d@/:]*")  # letters, and nothing that a phone number or an address has


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def person_list(request: UserRequest) -> HttpResponse:
    """List the people this colleague may see, narrowed and sorted; htmx asks for the results alone."""
    if request.method == "POST":
        return answer_at_an_address(request, PeopleFilter)
    today = timezone.localdate()
    form = asked_by(request, PeopleFilter)
    asked = form.asked()
    sort = chosen_sort(request, *by_match(asked.words), "name", "organisation", "contact")
    found = queries.in_order(queries.found(request.user, asked, today), sort, today, asked.words)
    page = page_by_keys(request, found, partial(rows.people, user=request.user, today=today))
    context: dict[str, Any] = {"asked": asked, "sort": sort, "page": page, "may_add": may_add_people(request.user)}
    context |= narrowing(request, form)
    if not page.paginator.count:
        context |= _nearest(request, asked, today)
    note_shown(request, [row.person for row in (*page.object_list, *context.get("near", ()))])
    return page_or_fragment(request, "network/person_list.html", "results", context)


@for_colleagues
@require_safe
def person_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show everything about a person at a glance, with one timeline."""
    known = Person.objects.visible_to(request.user).select_related("work_role", "user", "municipality")
    if (person := known.filter(pk=pk).first()) is None:
        return where_it_went(Person, pk, "network:person_detail")
    now = timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    entries = timeline_of(person, request.user, kind)
    addresses = list(person.mail_addresses.order_by("-preferred", "pk"))
    context: dict[str, Any] = {
        "person": person,
        "addresses": addresses,
        "one_address": len(addresses) == 1,
        "phones": person.phone_numbers.all(),
        "affiliations": person.affiliations.select_related("organisation"),
        **ties.card(person, request.user, timezone.localdate(now), all_of_them=all_ties_asked(request)),
        "tasks": tasks.about(person, request.user, now),
        "threads": threads.held_by(person, request.user, timezone.localdate(now)),
        "kind": kind,
        "kinds": Kind,
        "page": Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(now),
        "may_edit": may_edit_person(request.user, person),
        "may_erase": may_erase_people(request.user),
    }
    if may_log_contact(request.user):
        context["contact_form"] = contact_moments.form_for(request, people=[person])
    note_shown(request, [person], [tie.other for tie in context["ties"]], told_in(context["page"]))
    return page_or_fragment(request, "network/person_detail.html", part_asked(request), context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def person_create(request: UserRequest) -> HttpResponse:
    """Record somebody new, and where they work when that is told."""
    demand(may_add_people(request.user))
    words = searches.recall(request.session, request.GET.get("search", ""))
    form = NewPersonForm(request.POST or None, user=request.user, initial=_names_in(words))
    if request.method == "POST" and form.is_valid():
        try:
            person = _add(request, form)
        except (people.CannotKeep, affiliations.CannotAffiliate) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s is now in the network.") % {"name": person.full_name})
            return redirect("network:person_detail", person.pk)
    note_shown(request, [suspect.person for suspect in form.alike])
    return render(request, "network/person_create.html", {"form": form})


@for_colleagues
@require_POST
def person_alike(request: UserRequest) -> HttpResponse:
    """Say, while one types somebody new, who it could be that we know already."""
    demand(may_add_people(request.user))
    form = NewPersonForm(request.POST, user=request.user)
    form.is_valid()
    note_shown(request, [suspect.person for suspect in form.alike])
    return render(request, "network/person_create.html#alike", {"form": form})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Person)
def person_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change what is kept about a person."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    demand(may_edit_person(request.user, person))
    note_shown(request, [person])
    facts = people.facts_of(person)
    initial = {"addresses": facts.addresses, "tags": facts.tags, "phones": list(facts.phones)}
    form = PersonForm(request.POST or None, instance=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.change(person=person, facts=form.facts(), by=request.user, now=timezone.now())
        except people.CannotKeep as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:person_detail", person.pk)
    return render(request, "network/person_edit.html", {"form": form, "name": facts.full_name, "pk": pk})


def _nearest(request: UserRequest, asked: queries.PeopleAsked, today: date) -> dict[str, Any]:
    """Return what to offer when nobody was found: how many there are without the choices, or whom one may mean."""
    without = queries.PeopleAsked(asked.words)
    others = queries.found(request.user, without, today).count() if asked.narrowed else 0
    context: dict[str, Any] = {"without_filters": others, "could_be_a_name": bool(NAME.fullmatch(asked.words))}
    if asked.words and not context["without_filters"]:
        context["near"] = rows.people(near.people(request.user, asked.words), request.user, today)
    return context


def _names_in(words: str) -> dict[str, str]:
    """Read search words that found nobody as a name: the last one is the last name."""
    given, _space, family = words.rpartition(" ")
    return {"given_name": given, "family_name": family.capitalize() if family.islower() else family}


def _add(request: UserRequest, form: NewPersonForm) -> Person:
    return people.add(
        facts=form.facts(),
        organisation=form.cleaned_data["organisation"],
        title=form.cleaned_data["title"],
        confirmed=form.cleaned_data["confirmed"],
        by=request.user,
        now=timezone.now(),
    )
