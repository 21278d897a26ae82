"""The network map: the page, what htmx asks of it, and its data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from accounts.requests import UserRequest
from network import map_ties
from network.actions import measurements
from network.forms.map import MapForm, ReasonForm
from network.graph import Drawn, Source, Who
from network.map_table import COLUMNS, SORTS, rows_of, sorted_parties
from network.map_words import about_whole, summary
from network.measure_words import Measure
from network.models import Organisation
from network.permissions import may_see_people_map, may_take_map_along
from network.picture import picture_data
from network.queries.map_ties import Ends, known
from network.queries.neighbours import neighbours_of, surroundings
from network.queries.parties import parties
from network.views.doors import demand, for_colleagues
from network.views.lists import chosen_sort, remembered, warn_of_wrong_choices
from network.views.map_selection import REASON_KEPT_IN, Selection, filter_class, note_parties, with_selection
from web import nudge
from web.pages import page_or_fragment

PER_PAGE = 25
MEASURE = "network.tasks.measure"
MOST_AROUND = 8  # neighbours that are named beside the map and on the page of an organisation


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def network_map(request: UserRequest) -> HttpResponse:
    """Show the network as a map and as a table; htmx asks for the table alone."""
    return _narrowed(request) if request.method == "POST" else _map_page(request)


def _narrowed(request: UserRequest) -> HttpResponseRedirect:
    """Remember the posted words and lead to the map with their key and the choices."""
    map_form = MapForm(request.POST)
    asked = map_form.asked()
    form = filter_class(asked.who)(request.POST, user=request.user)
    for each in (form, map_form):
        warn_of_wrong_choices(request, each)
    query = [*remembered(request, form).items(), *asked.query]
    if request.GET.get("als") == "tabel":
        query.append(("als", "tabel"))
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}" if query else request.path)


@with_selection
def _map_page(request: UserRequest, selection: Selection) -> HttpResponse:
    shows_ties = request.GET.get("toon") == "banden"
    pairs = map_ties.shown_ties(selection.graph, selection.shown)
    context = {
        **_figures(request, selection),
        **(_ties_table(request, selection, pairs) if shows_ties else _parties_table(request, selection)),
        "selection": selection,
        "shows_ties": shows_ties,
        "ties_count": len(pairs),
        "table_only": request.GET.get("als") == "tabel",
        "may_see_people": may_see_people_map(request.user),
        "may_take_along": may_take_map_along(request.user),
    }
    return page_or_fragment(request, "network/map.html", "table", context)


def _parties_table(request: UserRequest, selection: Selection) -> dict[str, Any]:
    """Return one page of the parties."""
    sort = chosen_sort(request, *SORTS)
    ids = sorted_parties(selection.found, selection.graph, selection.columns, selection.shown, sort)
    page: Any = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(request.user, selection.graph, selection.columns, page.object_list, selection.today)
    note_parties(request, selection, page.object_list)
    return {"page": page, "rows": rows, "columns": COLUMNS, "sort": sort}


def _ties_table(request: UserRequest, selection: Selection, pairs: Sequence[Ends]) -> dict[str, Any]:
    """Return one page of the ties; what they are sorted by is read only when it is not a name."""
    graph, kind, today = selection.graph, selection.asked.kind_of_tie, selection.today
    sort, user = chosen_sort(request, *map_ties.SORTS), request.user
    by_fact = sort.removeprefix("-") in map_ties.BY_FACT and Source.STATED in selection.asked.sources
    facts = known(user, graph.who, graph.nodes, kind, today) if by_fact else {}
    page: Any = Paginator(map_ties.sorted_ties(selection.found, graph, pairs, facts, sort), PER_PAGE).get_page(
        request.GET.get("page")
    )
    note_parties(request, selection, {pk for ends in page.object_list for pk in ends})
    return {"page": page, "rows": map_ties.rows_of(user, graph, page.object_list, kind, today), "sort": sort}


@require_http_methods(["GET", "HEAD", "POST"])
@with_selection
def map_figures(request: UserRequest, selection: Selection) -> HttpResponse:
    """Tell how it stands with the measures; a POST asks for them. Tells the page when there is something new."""
    if request.method == "POST":
        measurements.ask(graph=selection.graph, scope=selection.scope, now=timezone.now())
        nudge.wake(MEASURE, selection.graph.fingerprint)
        if not request.htmx:
            return redirect(f"{reverse('network:map')}?{selection.query}")
    response = render(request, "network/map.html#figures", {"selection": selection, **_figures(request, selection)})
    if selection.measured:
        trigger_client_event(response, "map-measured")
    if selection.laid_out:
        trigger_client_event(response, "map-laid-out")
    return response


@require_safe
@with_selection
def map_data(request: UserRequest, selection: Selection) -> HttpResponse:
    """Return what the browser draws; nothing yet (204) while nobody has a place."""
    if selection.row is None or not selection.laid_out:
        return HttpResponse(status=204)
    note_parties(request, selection, selection.graph.nodes)
    data = picture_data(request.user, selection.graph, selection.row, selection.asked, selection.today)
    response = JsonResponse(data)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@with_selection
def map_node(request: UserRequest, selection: Selection, pk: int) -> HttpResponse:
    """Tell about one party on the map: its ties, its measures, and who stands beside it."""
    if pk not in selection.graph.places:
        raise Http404
    near = neighbours_of(request.user, selection.graph, pk, selection.today, selection.asked.kind_of_tie)
    note_parties(request, selection, [pk, *(each.party.pk for each in near[:MOST_AROUND])])
    row = rows_of(request.user, selection.graph, selection.columns, [pk], selection.today)[0]
    context = {"selection": selection, "row": row, "near": near[:MOST_AROUND], "more": len(near) - MOST_AROUND}
    context = {**context, "steps": range(1, 4)}
    return page_or_fragment(request, "network/map_node.html", "card", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def map_reason(request: UserRequest) -> HttpResponse:
    """Ask what somebody needs people on the map for; the answer is kept in the audit trail."""
    demand(may_see_people_map(request.user))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        measurements.tell_reason(reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        request.session[REASON_KEPT_IN] = timezone.now().timestamp()
        return redirect(f"{reverse('network:map')}?who={Who.PEOPLE}")
    return render(request, "network/map_reason.html", {"form": form})


@for_colleagues
@require_safe
def map_around(request: UserRequest, pk: int) -> HttpResponse:
    """Draw the direct surroundings of one organisation, for its own page."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    around = surroundings(request.user, organisation, timezone.localdate(), MOST_AROUND)
    return render(request, "network/map_around.html", {"organisation": organisation, "around": around})


def _figures(request: UserRequest, selection: Selection) -> dict[str, Any]:
    """Return what the page says in words, as far as it is known."""
    graph, row = selection.graph, selection.row
    words = summary(graph, row.whole if row else None, selection.columns)
    wanted: dict[str, int | None] = {"busiest": words.busiest, "bridge": words.bridge, "focus": selection.asked.focus}
    drawn, focus = Drawn.of(graph), selection.asked.focus or 0
    named = [pk for pk in wanted.values() if pk in graph.places]
    people = {party.pk: party for party in parties(request.user, graph.who, named, selection.today)}
    note_parties(request, selection, people)
    return {
        **{name: people.get(pk or 0) for name, pk in wanted.items()},
        "summary": words,
        "whole": about_whole(row.whole) if row and row.whole else [],
        "measures": Measure,
        "drawn": drawn,
        "leaves_out": drawn.leaves_out(graph),
        "focus_left_out": focus in graph.places and graph.places[focus] not in set(drawn.nodes),
        "renew": bool(row and row.wears_out(timezone.now())),
    }
