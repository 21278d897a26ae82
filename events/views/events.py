"""The pages for everybody: which events there are, and what each is about."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events import queries
from events.forms import SignUpForm, stamp
from events.models import Event
from events.permissions import may_manage_events, may_see_participants
from network.models.restriction import about_nobody_restricted
from network.wording import enumerated

PER_PAGE = 20


@login_not_required
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """List the coming events, or those that have been; colleagues also see who comes and what is not published."""
    now, past = timezone.now(), request.GET.get("toon") == "geweest"
    visible = Event.objects.visible_to(request.user).select_related("series")
    found = visible.before(timezone.localdate(now)) if past else visible.from_day(timezone.localdate(now))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "past": past,
        "page": page,
        "listed": queries.listed(page.object_list, now),
        "sees_participants": request.user.is_authenticated and may_see_participants(request.user),
        "manages": request.user.is_authenticated and may_manage_events(request.user),
    }
    return render(request, "events/event_list.html", context)


@login_not_required
@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell everybody about one event, and let them sign up."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("series"), slug=slug)
    form = SignUpForm(initial={"opened": stamp()})
    return render(request, "events/event_detail.html", page_of(request, event, form))


def page_of(request: HttpRequest, event: Event, form: SignUpForm) -> dict[str, Any]:
    """Return what the public page of an event shows."""
    now = timezone.now()
    series = list(Event.objects.visible_to(request.user).filter(series=event.series_id)) if event.series_id else []
    listed = {known.event.pk: known for known in queries.listed([event, *series], now)}
    user = request.user if request.user.is_authenticated else None
    person = queries.person_of(user) if user else None
    appearances = list(
        event.appearances.filter(about_nobody_restricted("person")).select_related("person", "organisation")
    )
    return {
        "event": event,
        "listed": listed[event.pk],
        "series": [listed[one.pk] for one in series],
        "number": [one.pk for one in series].index(event.pk) + 1 if series else 0,
        "appearances": appearances,
        "who": enumerated([one.person.full_name for one in appearances if one.person], most=5),
        "form": form,
        "mine": queries.mine(person, [event], now)[0] if person else None,
        "sees_participants": bool(user and may_see_participants(user)),
    }
