"""The page on which colleagues see how it stands with one event, and everybody who was asked or answered."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling, trigger_client_event

from accounts.requests import UserRequest
from events import exports, queries
from events.forms import CapacityForm
from events.models import Event
from events.permissions import may_export_participants, may_manage_events, may_see_participants
from events.queries import PeopleFilter
from network.actions import exports as large_exports
from network.actions import seeing
from network.models.export import ExportOf
from network.permissions import may_invite
from web import searches
from web.doors import only_if
from web.keys import key_of
from web.pages import page_or_fragment
from web.spreadsheets import csv_file

PER_PAGE = 25
LIVE_FOR = 30 * 60  # seconds after which an open page stops asking how it stands


@require_safe
@only_if(may_see_participants)
def event_manage(request: UserRequest, pk: int) -> HttpResponse:
    """Show what an event is, how it stands and who is on its list; htmx asks for the list alone."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("series"), pk=pk)
    now = timezone.now()
    which = _which(request)
    words = searches.recall(request.session, request.GET.get("zoek", ""))
    people = queries.with_organisations(queries.people_of(event, request.user, which, words), timezone.localdate(now))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=now)
    listed = queries.listed([event], now)[0]
    context = {
        "event": event,
        "lines": event.lines.select_related("theme"),
        "page": page,
        "kept_back": queries.kept_back(event, which),
        "which": which,
        "filters": _filters(listed.standing),
        "words": words,
        "capacity_form": CapacityForm(initial={"capacity": event.capacity}),
        "manages": may_manage_events(request.user),
        "invites": may_invite(request.user),
        "attended": queries.attended(event) if event.has_begun(now) else None,
        "exports": may_export_participants(request.user),
        **_live(listed, int(time.time())),
    }
    return page_or_fragment(request, "events/event_manage.html", "people", context)


@require_safe
@only_if(may_see_participants)
def event_standing(request: UserRequest, pk: int) -> HttpResponse:
    """Tell an open page how it stands now, with nothing at all (204) when it stands as the page has it.

    Ends the asking (286) when answers make no difference any more, and after half an hour.
    """
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    listed = queries.listed([event], timezone.now())[0]
    since = key_of(request.GET.get("sinds"))
    context = {"event": event, **_live(listed, since)}
    if not context["live"]:
        return HttpResponseStopPolling(render(request, "events/event_manage.html#standing", context).content)
    if request.GET.get("gezien") == context["seen"]:
        return HttpResponse(status=204)
    response = render(request, "events/event_manage.html#standing", context)
    return trigger_client_event(response, "standing-changed")


@require_POST
@only_if(may_see_participants)
def people_search(request: UserRequest, pk: int) -> HttpResponse:
    """Look for people on the list of an event by words that do not end up in an address (bar Z38)."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    key = searches.remember(request.session, request.POST.get("words", ""))
    query = {"stand": _which(request), "zoek": key}
    return redirect(f"{reverse('events:event_manage', args=[event.pk], query=query)}#mensen")


@require_safe
@only_if(may_see_participants)
def people_print(request: UserRequest, pk: int) -> HttpResponse:
    """Show who comes, by name, for the table at the entrance."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    people = queries.people_of(event, request.user, PeopleFilter.COMING)
    people = queries.with_organisations(people, timezone.localdate())
    seeing.note([person.pk for person in people], by=request.user, now=timezone.now())
    return render(request, "events/people_print.html", {"event": event, "people": people})


@require_POST
@only_if(may_export_participants)
def people_export(request: UserRequest, pk: int) -> HttpResponse:
    """Hand over the list as a file, and write down who took it (bar Z33).

    What is too many for one person to decide about goes the way of every large list: a second person judges it first.
    """
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    which, now = _which(request), timezone.now()
    people = queries.with_organisations(queries.people_of(event, request.user, which), timezone.localdate(now))
    keys = [person.pk for person in people]
    if large_exports.needs_approval(number=len(keys), by=request.user, now=now):
        asked = large_exports.begin(of=ExportOf.PEOPLE, keys=keys, by=request.user, now=now)
        messages.info(request, _("So many people leave the house only after a second person looked."))
        return redirect("network:export_detail", asked.pk)
    rows = exports.people(event=event, people=people, which=which, by=request.user)
    return csv_file(rows, f"{event.slug}-{event.held_on:%Y%m%d}.csv")


def _live(listed: queries.Listed, since: int) -> dict[str, Any]:
    """Return what the live part of the page shows, and whether it goes on asking."""
    standing = listed.standing
    seen = "-".join(str(number) for number in (listed.stage, standing.capacity or 0, *standing.counts))
    over = listed.stage in (queries.Stage.OVER, queries.Stage.CALLED_OFF)
    live = not over and time.time() - since < LIVE_FOR
    return {"standing": standing, "stage": listed.stage, "seen": seen, "since": since, "live": live, "over": over}


def _filters(standing: queries.Standing) -> list[tuple[PeopleFilter, int | None]]:
    """Return the filters of the list with how many people each shows."""
    numbers = {
        PeopleFilter.EVERYBODY: None,
        PeopleFilter.COMING: standing.coming,
        PeopleFilter.WAITING: standing.waiting,
        PeopleFilter.DECLINED: standing.declined,
        PeopleFilter.UNANSWERED: standing.unanswered,
    }
    return list(numbers.items())


def _which(request: UserRequest) -> str:
    asked = request.POST.get("stand") or request.GET.get("stand", "")
    return asked if asked in PeopleFilter.values else PeopleFilter.EVERYBODY.value
