from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import contact_moments
from network.forms.contact_filter import ContactFilter
from network.forms.contact_moments import ContactForm
from network.models import ContactMoment, Organisation, Person
from network.permissions import may_change_contact, may_log_contact
from network.queries import contact_moments as queries
from network.queries import contact_search, people
from network.views.doors import demand, for_colleagues
from network.views.finding import answer_who_was_found
from network.views.lists import answer_at_an_address, asked_by, chosen_sort, narrowed, page_of
from network.views.shown import named_in, note_shown
from web.doors import one_at_a_time
from web.keys import key_of
from web.pages import page_or_fragment
from web.typed import keeps_typed, typed_before

# Files are not kept: a browser sends them once.
TYPED = (
    "people",
    "organisations",
    "organisation",
    "channel",
    "line",
    "held_on",
    "summary",
    "confirmed",
    "gone",
    "seen",
)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def contact_list(request: UserRequest) -> HttpResponse:
    """List the contact moments of the house, newest first; htmx asks for the results alone."""
    if request.method == "POST":
        return answer_at_an_address(request, ContactFilter)
    form = asked_by(request, ContactFilter)
    asked, sort = form.asked(), chosen_sort(request, "day", "line")
    moments, cut_off = contact_search.first_found(request.user, asked, sort)
    page = page_of(request, moments)
    note_shown(request, named_in(page))
    context = {"asked": asked, "sort": sort, "page": page, "may_log": may_log_contact(request.user)}
    context |= narrowed(request, form) | {"cut_off": cut_off}
    return page_or_fragment(request, "network/contact_list.html", "results", context)


@keeps_typed(*TYPED)
@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: UserRequest) -> HttpResponse:
    """Record a contact moment; the button *Zoek* (or htmx) only looks for people."""
    demand(may_log_contact(request.user))
    typed = typed_before(request) if request.method != "POST" else None
    organisation = _organisation(request, typed)
    chosen = [person for person in _people(request) if request.method != "POST"]
    form = form_for(request, people=chosen, organisation=organisation, typed=typed)
    if "look" in request.POST:
        return answer_who_was_found(request, "network/contact_create.html", form, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            moment = contact_moments.log(told=form.told(), by=request.user, now=timezone.now())
        except contact_moments.CannotLog as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. The day of the last contact follows by itself."))
            return _follow_up(moment, organisation) if "then" in request.POST else _back(moment, organisation)
    note_shown(request, form.candidates)
    context = {"form": form, "organisation": organisation, "kept": bool(typed)}
    return page_or_fragment(request, "network/contact_create.html", "quick", context)


@for_colleagues
@require_safe
def contact_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a contact moment; who removed it sees that, and can put it back."""
    moment = queries.listed(request.user).filter(pk=pk).first() or get_object_or_404(
        queries.to_correct(request.user), pk=pk
    )
    people = list(Person.objects.visible_to(request.user).filter(contact_moments=moment).by_name())
    note_shown(request, people)
    context = {
        "moment": moment,
        "people": people,
        "organisations": Organisation.objects.visible_to(request.user).filter(contact_moments=moment),
        "may_change": may_change_contact(request.user, moment),
    }
    return render(request, "network/contact_detail.html", context)


@keeps_typed(*TYPED)
@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(ContactMoment)
def contact_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct a contact moment: one's own, or of a colleague who left."""
    moment = get_object_or_404(ContactMoment.objects.visible_to(request.user), pk=pk)
    demand(may_change_contact(request.user, moment))
    typed = typed_before(request) if request.method != "POST" else None
    form = form_for(request, moment=moment, typed=typed)
    if "look" in request.POST:
        return answer_who_was_found(request, "network/contact_edit.html", form, moment=moment)
    if request.method == "POST" and form.is_valid():
        try:
            contact_moments.change(moment=moment, told=form.told(), by=request.user, now=timezone.now())
        except contact_moments.CannotLog as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:contact_detail", moment.pk)
    note_shown(request, form.candidates)
    return render(request, "network/contact_edit.html", {"form": form, "moment": moment, "kept": bool(typed)})


@for_colleagues
@require_POST
def contact_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away a contact moment; the page that follows offers to put it back."""
    moment = get_object_or_404(queries.to_correct(request.user), pk=pk)
    demand(may_change_contact(request.user, moment))
    contact_moments.remove(moment=moment, by=request.user, now=timezone.now())
    return redirect("network:contact_detail", moment.pk)


@for_colleagues
@require_POST
def contact_restore(request: UserRequest, pk: int) -> HttpResponse:
    """Put a contact moment back that was removed."""
    moment = get_object_or_404(queries.to_correct(request.user), pk=pk)
    demand(may_change_contact(request.user, moment))
    contact_moments.restore(moment=moment, by=request.user, now=timezone.now())
    messages.success(request, _("Put back. It shows and counts again."))
    return redirect("network:contact_detail", moment.pk)


@for_colleagues
@require_safe
def start_contacts(request: UserRequest) -> HttpResponse:
    """Show, for the start page, the contact of this month on one's own lines and what was recorded last."""
    context = queries.month_of(request.user, timezone.localdate())
    note_shown(request, named_in(context["latest"]))
    return render(request, "network/start_contacts.html", {**context, "may_log": may_log_contact(request.user)})


def form_for(
    request: UserRequest,
    *,
    people: Sequence[Person] = (),
    organisation: Organisation | None = None,
    moment: ContactMoment | None = None,
    typed: QueryDict | None = None,
) -> ContactForm:
    """Return the form with who and what is already known: these people, those who work there, or this moment.

    What was `typed` before the session ended stands in it again.
    """
    today = timezone.localdate()
    offered = _working_at(request, organisation) if organisation else []
    initial: dict[str, Any] = {"people": [person.pk for person in people or (offered if len(offered) == 1 else [])]}
    if moment:
        initial = {name: getattr(moment, name) for name in ("channel", "line", "held_on", "summary")}
        initial["people"] = list(moment.people.values_list("pk", flat=True))
    data: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else (typed or None,)
    over_a_page = request.htmx and "look" not in request.POST
    ids: dict[str, Any] = {"auto_id": "snel_%s"} if over_a_page else {}
    told: dict[str, Any] = {"user": request.user, "today": today, "moment": moment, "initial": initial}
    return ContactForm(*data, offered=offered, organisation=organisation, **told, **ids)


def _working_at(request: UserRequest, organisation: Organisation) -> list[Person]:
    return people.working_at(request.user, organisation, timezone.localdate())


def _people(request: UserRequest) -> list[Person]:
    key = key_of(request.GET.get("person"))
    return list(Person.objects.visible_to(request.user).filter(pk=key)) if key else []


def _organisation(request: UserRequest, typed: QueryDict | None) -> Organisation | None:
    key = key_of((typed or request.POST).get("organisation") or request.GET.get("organisation"))
    return Organisation.objects.visible_to(request.user).filter(pk=key).first() if key else None


def _follow_up(moment: ContactMoment, organisation: Organisation | None) -> HttpResponse:
    """Go on to planning what comes next, with whom it was and on which line known already."""
    people = list(moment.people.values_list("pk", flat=True)[:2])
    known = {"line": moment.line_id, "person": people[0] if len(people) == 1 else None}
    known["organisation"] = organisation.pk if organisation else None
    query = urlencode({name: number for name, number in known.items() if number})
    return redirect(f"{reverse('network:task_create')}?{query}")


def _back(moment: ContactMoment, organisation: Organisation | None) -> HttpResponse:
    """Return to the page it was about."""
    if organisation:
        return redirect("network:organisation_detail", organisation.pk)
    people = list(moment.people.values_list("pk", flat=True)[:2])
    return (
        redirect("network:person_detail", people[0])
        if len(people) == 1
        else redirect("network:contact_detail", moment.pk)
    )
