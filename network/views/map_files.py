"""The network map to look at without a script, and to take along by the same rules as a list."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network import map_export, svg
from network.actions import exports, measurements
from network.graph import Who
from network.models.export import ExportOf
from network.permissions import may_take_map_along
from network.picture import picture
from network.views.doors import demand
from network.views.map_selection import Selection, note_parties, with_selection


@require_safe
@with_selection
def map_still(request: UserRequest, selection: Selection) -> HttpResponse:
    """Show the map as a picture; nothing yet (404) while nobody has a place."""
    if selection.row is None or not selection.laid_out:
        raise Http404
    made = picture(request.user, selection.graph, selection.row, selection.asked, selection.today)
    note_parties(request, selection, [party.pk for party in made.parties])
    drawn = svg.drawn(made, map_export.title_of(selection.graph.who), date_format(selection.today, "j F Y"))
    return HttpResponse(drawn.encode(), content_type="image/svg+xml")


@require_POST
@with_selection
def map_file(request: UserRequest, selection: Selection) -> HttpResponse:
    """Begin an export of all that is on the map; the page that follows asks in which form, and what for."""
    demand(may_take_map_along(request.user))
    told = map_export.told(selection.asked, selection.scope)
    nodes, now = selection.graph.nodes, timezone.now()
    export = exports.begin(of=ExportOf.MAP, keys=nodes, map_asked=told, by=request.user, now=now)
    return redirect("network:export_detail", export.pk)


@require_POST
@with_selection
def map_screen(request: UserRequest, selection: Selection) -> HttpResponse:
    """Keep that somebody took a picture of the screen (PNG), which the browser makes; of people there is none."""
    demand(may_take_map_along(request.user) and selection.graph.who == Who.ORGANISATIONS)
    measurements.tell_taken(parties=len(selection.graph.nodes), ties=len(selection.graph.ties), by=request.user)
    return HttpResponse(status=204)
