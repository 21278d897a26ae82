"""What colleagues do with an event: plan it, change it, publish it, call it off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from events import queries
from events.actions import events
from events.actions.events import CannotCallOff, CannotPublish
from events.forms import CallOffForm, CapacityForm, EventForm
from events.models import Event
from events.permissions import may_manage_events, may_see_participants
from web.doors import one_at_a_time, only_if

ON_START = 4


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
def event_create(request: UserRequest) -> HttpResponse:
    """Plan a new event; nobody outside KIS sees it before it is published."""
    form = EventForm(request.POST or None)
    if form.is_valid():
        event = events.plan(event=form.save(commit=False), by=request.user, **_besides(form))
        messages.success(request, _("“%(title)s” is planned. Publish it when it may be seen.") % {"title": event.title})
        return redirect("events:event_manage", event.pk)
    return render(request, "events/event_form.html", {"form": form, "event": None})


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
@one_at_a_time(Event)
def event_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change an event; who comes hears of another day, time or place."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    form = EventForm(request.POST or None, instance=event)
    if form.is_valid():
        told = events.change(event=form.save(commit=False), by=request.user, now=timezone.now(), **_besides(form))
        messages.success(request, _what_changed(event, told))
        return redirect("events:event_manage", pk)
    kept = Event.objects.visible_to(request.user).get(pk=pk)
    context = {"form": form, "event": kept, "standing": queries.standing(kept)}
    return render(request, "events/event_form.html", context)


@require_POST
@only_if(may_manage_events)
def event_capacity(request: UserRequest, pk: int) -> HttpResponse:
    """Change the number of places; more places go to who waits, in the order of the line."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        capacity = form.cleaned_data["capacity"]
        promoted = events.set_capacity(event=event, capacity=capacity, by=request.user, now=timezone.now())
        event.refresh_from_db()
        messages.success(request, _what_capacity(event, promoted))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["capacity"]))
    return redirect("events:event_manage", pk)


@require_POST
@only_if(may_manage_events)
def event_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Put an event on the public pages."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    try:
        events.publish(event=event, by=request.user, now=timezone.now())
    except CannotPublish as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("“%(title)s” is on the site now.") % {"title": event.title})
    return redirect("events:event_manage", pk)


@require_POST
@only_if(may_manage_events)
def event_take_down(request: UserRequest, pk: int) -> HttpResponse:
    """Take an event off the public pages."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    events.take_down(event=event, by=request.user)
    messages.success(request, _("“%(title)s” is off the site. Links in letters still work.") % {"title": event.title})
    return redirect("events:event_manage", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
def event_call_off(request: UserRequest, pk: int) -> HttpResponse:
    """Ask whether the event really is off, and then tell everybody who comes or waits."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = events.call_off(event=event, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except CannotCallOff as refused:
            messages.error(request, str(refused))
        else:
            said = ngettext("The event is off. %(n)d letter leaves.", "The event is off. %(n)d letters leave.", told)
            messages.success(request, said % {"n": told})
        return redirect("events:event_manage", pk)
    context = {"event": event, "form": form, "listed": queries.listed([event], timezone.now())[0]}
    return render(request, "events/event_call_off.html", context)


@require_safe
@only_if(may_see_participants)
def start_registrations(request: UserRequest) -> HttpResponse:
    """Tell the start page which events come, how full they are, and what is new since yesterday."""
    now = timezone.now()
    coming = list(Event.objects.visible_to(request.user).coming(timezone.localdate(now))[:ON_START])
    fresh = queries.answered_since(coming, now - timedelta(days=1))
    lines = [(known, fresh.get(known.event.pk, 0)) for known in queries.listed(coming, now)]
    return render(request, "events/start_registrations.html", {"lines": lines})


def _besides(form: EventForm) -> dict[str, Any]:
    """Return what a form says that is not a field of the event itself."""
    return {"lines": form.cleaned_data["lines"], "new_series": form.cleaned_data["new_series"]}


def _what_changed(event: Event, told: int) -> str:
    said = _("Saved.")
    if told:
        one_or_more = ngettext("%(n)d letter about the change leaves.", "%(n)d letters about the change leave.", told)
        said = f"{said} {one_or_more % {'n': told}}"
    return " ".join(filter(None, [said, _beyond(queries.standing(event))]))


def _what_capacity(event: Event, promoted: int) -> str:
    said = _("There is no limit now.")
    if event.capacity is not None:
        said = ngettext("There is %(n)d place now.", "There are %(n)d places now.", event.capacity)
        said %= {"n": event.capacity}
    if promoted:
        moved = ngettext(
            "%(n)d person from the waiting list got a place.",
            "%(n)d people from the waiting list got a place.",
            promoted,
        )
        said = f"{said} {moved % {'n': promoted}}"
    return " ".join(filter(None, [said, _beyond(queries.standing(event))]))


def _beyond(standing: queries.Standing) -> str:
    """Say that more people come than there are places, and that nobody loses theirs."""
    if not standing.beyond:
        return ""
    said = _("%(coming)d people come for %(places)d places. They all keep their place.")
    return said % {"coming": standing.coming, "places": standing.capacity}
