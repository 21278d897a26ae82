"""What somebody who logs in sees of their own invitations and registrations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from events import queries
from events.actions import registrations
from events.actions.registrations import CannotAnswer
from events.models import AnswerSource, Event, RegistrationState
from events.views.answers import CHOICES
from network.models import Person
from web.pages import page_or_fragment


@require_safe
def my_events(request: UserRequest) -> HttpResponse:
    """Show the coming events to which somebody was invited or where they are registered; htmx asks for the list."""
    return _shown(request, queries.person_of(request.user))


@require_POST
def my_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Record whether somebody comes who is logged in."""
    person = queries.person_of(request.user)
    coming = CHOICES.get(request.POST.get("antwoord", ""))
    if not person or coming is None:
        raise Http404
    event = get_object_or_404(queries.open_to(person, request.user), pk=pk)
    _record(request, event, person, coming)
    if request.htmx:
        return _shown(request, person)
    if "pagina" in request.POST and event.published_at:
        return redirect("events:event_detail", event.slug)
    return redirect("events:my_events")


def _record(request: UserRequest, event: Event, person: Person, coming: bool) -> None:
    try:
        registration = registrations.answer(
            event=event, person=person, coming=coming, source=AnswerSource.ACCOUNT, now=timezone.now()
        )
    except CannotAnswer as refused:
        messages.error(request, str(refused))
        return
    said = {
        RegistrationState.COMING: _("You come to “%(title)s”."),
        RegistrationState.WAITING: _("You are on the waiting list of “%(title)s”."),
        RegistrationState.DECLINED: _("You do not come to “%(title)s”."),
    }
    messages.success(request, said[RegistrationState(registration.state)] % {"title": event.title})


def _shown(request: UserRequest, person: Person | None) -> HttpResponse:
    now = timezone.now()
    known = queries.mine(person, queries.events_for(person, now), now) if person else []
    return page_or_fragment(request, "events/my_events.html", "list", {"person": person, "mine": known})
