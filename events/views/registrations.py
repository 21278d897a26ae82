"""Answers that colleagues record by hand: somebody called, or is taken off the list."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from events import queries
from events.actions import registrations
from events.actions.registrations import CannotAnswer
from events.models import AnswerSource, Event, Registration, RegistrationState
from events.permissions import may_manage_events
from events.views.answers import CHOICES
from network.actions import seeing
from network.models import Person
from web import searches
from web.doors import only_if

PER_PAGE = 10


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
def person_find(request: UserRequest, pk: int) -> HttpResponse:
    """Find the person whose answer a colleague wants to record; the words do not end up in an address (bar Z38)."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        key = searches.remember(request.session, request.POST.get("words", ""))
        return redirect(f"{reverse('events:person_find', args=[pk])}?zoek={key}")
    words = searches.recall(request.session, request.GET.get("zoek", ""))
    people = Person.objects.visible_to(request.user)
    found = queries.with_organisations(people.matching(words) if words else people.none(), timezone.localdate())
    page = Paginator(found.by_name(), PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=timezone.now())
    return render(request, "events/person_find.html", {"event": event, "words": words, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
def registration_edit(request: UserRequest, pk: int, person: int) -> HttpResponse:
    """Show how it stands between a person and an event, and record what they told a colleague."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    who = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    coming = CHOICES.get(request.POST.get("antwoord", ""))
    if request.method == "POST" and coming is not None:
        return _record(request, event, who, coming)
    seeing.note([who.pk], by=request.user, now=timezone.now())
    registration = event.registrations.filter(person=who).first()
    context = {
        "event": event,
        "person": who,
        "registration": registration,
        "place": queries.place_in_line(registration) if registration and registration.waiting_since else None,
        "answers": event.answers.filter(person=who).select_related("recorded_by"),
        "invitation": event.invitations.filter(person=who).select_related("invited_by").first(),
        "listed": queries.listed([event], timezone.now())[0],
    }
    return render(request, "events/registration_edit.html", context)


@require_POST
@only_if(may_manage_events)
def place_give(request: UserRequest, pk: int, person: int) -> HttpResponse:
    """Let somebody in from the waiting list before their turn."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    who = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    registration = get_object_or_404(event.registrations, person=who)
    try:
        registrations.give_place(registration=registration, by=request.user, now=timezone.now())
    except CannotAnswer as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s comes now. The others keep their place.") % {"name": who.full_name})
    return redirect("events:event_manage", event.pk)


def _record(request: UserRequest, event: Event, person: Person, coming: bool) -> HttpResponse:
    before = queries.standing(event)
    try:
        registration = registrations.answer(
            event=event,
            person=person,
            coming=coming,
            source=AnswerSource.STAFF,
            now=timezone.now(),
            by=request.user,
        )
    except CannotAnswer as refused:
        messages.error(request, str(refused))
        return redirect("events:registration_edit", event.pk, person.pk)
    messages.success(request, _told(registration, before))
    return redirect("events:event_manage", event.pk)


def _told(registration: Registration, before: queries.Standing) -> str:
    """Say what was recorded, and who got the place that came free."""
    name = {"name": registration.person.full_name}
    if registration.state == RegistrationState.COMING:
        return _("Recorded: %(name)s comes.") % name
    if registration.state == RegistrationState.WAITING:
        place = queries.place_in_line(registration)
        return _("Recorded: %(name)s is number %(place)d on the waiting list.") % {**name, "place": place}
    if queries.standing(registration.event).waiting < before.waiting:
        return _("Recorded: %(name)s does not come. The waiting list moved up.") % name
    return _("Recorded: %(name)s does not come.") % name
