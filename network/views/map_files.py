"""The network map to look at without a script, and to take along: each time kept in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network import graph_files, svg
from network.actions import measurements
from network.graph import Who
from network.permissions import may_take_map_along
from network.picture import picture
from network.queries.parties import parties
from network.views.doors import demand
from network.views.map_selection import Selection, with_selection


@require_safe
@with_selection
def map_still(request: UserRequest, selection: Selection) -> HttpResponse:
    """Show the map as a picture; nothing yet (404) while nobody has a place."""
    return HttpResponse(_svg(request, selection), content_type="image/svg+xml")


@require_POST
@with_selection
def map_file(request: UserRequest, selection: Selection, what: str) -> HttpResponse:
    """Give the map or its data to take along, and keep who took what; `png` is made by the browser itself."""
    demand(may_take_map_along(request.user))
    if what not in FILES:
        raise Http404
    content_type, name, make = FILES[what]
    if what == "svg" and not selection.laid_out:
        messages.info(request, _("The map is not drawn yet. Compute it first, and then take it along."))
        return redirect(f"{reverse('network:map')}?{selection.query}")
    if selection.graph.who == Who.PEOPLE and len(selection.graph.nodes) > settings.EXPORT_APPROVAL_ABOVE:
        words = _("That is more people than one colleague may take along. Take the list: there a second person judges.")
        messages.warning(request, words)
        return redirect(f"{reverse('network:map')}?{selection.query}")
    made = make(request, selection)
    measurements.tell_taken(
        what=what,
        who=selection.graph.who,
        parties=len(selection.graph.nodes),
        ties=len(selection.graph.ties),
        by=request.user,
    )
    if not name:
        return HttpResponse(status=204)
    day = f"{selection.today:%Y-%m-%d}"
    disposition = f'attachment; filename="{name.format(day=day)}"'
    return HttpResponse(made, content_type=content_type, headers={"Content-Disposition": disposition})


def _svg(request: UserRequest, selection: Selection) -> bytes:
    if selection.row is None or not selection.laid_out:
        raise Http404
    made = picture(request.user, selection.graph, selection.row, selection.asked, selection.today)
    title = _("Network of people") if selection.graph.who == Who.PEOPLE else _("Network of organisations")
    return svg.drawn(made, title, date_format(selection.today, "j F Y")).encode()


def _graphml(request: UserRequest, selection: Selection) -> bytes:
    graph = selection.graph
    found = parties(request.user, graph.who, graph.nodes, selection.today)
    return graph_files.graphml(graph, found, selection.columns)


def _nodes(request: UserRequest, selection: Selection) -> bytes:
    graph = selection.graph
    found = parties(request.user, graph.who, graph.nodes, selection.today)
    return graph_files.nodes_csv(graph, found, selection.columns)


def _ties(request: UserRequest, selection: Selection) -> bytes:
    graph = selection.graph
    return graph_files.ties_csv(graph, parties(request.user, graph.who, graph.nodes, selection.today))


def _made_by_the_browser(request: UserRequest, selection: Selection) -> bytes:  # noqa: ARG001
    return b""


CSV = "text/csv; charset=utf-8"
FILES: dict[str, tuple[str, str, Callable[[UserRequest, Selection], bytes]]] = {
    "svg": ("image/svg+xml", "netwerk-{day}.svg", _svg),
    "png": ("image/png", "", _made_by_the_browser),
    "graphml": ("application/graphml+xml", "netwerk-{day}.graphml", _graphml),
    "partijen": (CSV, "netwerk-{day}.csv", _nodes),
    "banden": (CSV, "banden-{day}.csv", _ties),
}
