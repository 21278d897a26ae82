from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from events import queries
from events.actions import attendance
from events.models import Event
from events.permissions import may_manage_events
from events.queries import PeopleFilter
from network.actions import seeing
from web.doors import only_if
from web.keys import keys_of


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_events)
def event_attendance(request: UserRequest, pk: int) -> HttpResponse:
    """Tick who was there, of everybody who would come; saving again corrects it."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        came = keys_of(request.POST.getlist("was_er"))
        try:
            number = attendance.record(event=event, came=came, by=request.user, now=now)
        except attendance.CannotRecord as refused:
            messages.error(request, str(refused))
        else:
            said = ngettext("Saved: %(n)d person was there.", "Saved: %(n)d people were there.", number)
            messages.success(request, said % {"n": number})
        return redirect("events:event_manage", event.pk)
    people = queries.with_organisations(queries.people_of(event, request.user, PeopleFilter.COMING), event.held_on)
    seeing.note([person.pk for person in people], by=request.user, now=now)
    context = {
        "event": event,
        "people": people,
        "came": set(event.registrations.filter(came=True).values_list("person", flat=True)),
        "open": event.has_begun(now) and not event.cancelled_at,
    }
    return render(request, "events/event_attendance.html", context)
