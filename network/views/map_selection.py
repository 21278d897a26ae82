"""What somebody asked the map to show, read from the address; shared by the page, its data and what is taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.requests import UserRequest
from network.actions import seeing
from network.forms.filters import Filter, OrganisationFilter, PeopleFilter
from network.forms.map import MapForm
from network.graph import Graph, Who
from network.map_asked import MapAsked
from network.models import GraphMeasurement
from network.permissions import may_see_people_map
from network.queries import graph as graphs
from network.queries import organisations, people
from network.views.doors import demand, for_colleagues
from network.views.lists import asked_by
from web import searches

REASON_KEPT_IN = "people_map"
REASON_HOLDS_FOR = 4 * 60 * 60  # seconds


@dataclass
class Selection:
    """A network, with the choices that made it."""

    form: Filter
    map_form: MapForm
    asked: MapAsked
    found: QuerySet[Any]
    graph: Graph
    today: date
    search: str

    @cached_property
    def row(self) -> GraphMeasurement | None:
        """What was computed of this network, if anything; without the network itself, which is here."""
        found: GraphMeasurement | None = (
            GraphMeasurement.objects.filter(fingerprint=self.graph.fingerprint).defer("graph").first()
        )
        return found

    @property
    def measured(self) -> bool:
        return bool(self.row and self.row.measured_at)

    @property
    def laid_out(self) -> bool:
        return bool(self.row and self.row.laid_out_at)

    @property
    def columns(self) -> dict[str, list[float]]:
        """The measures by name, in the order of the parties; empty while they are not known."""
        return self.row.columns or {} if self.row else {}

    @cached_property
    def query(self) -> str:
        """The choices as they stand in an address, without focus, order and page."""
        search = [("search", self.search)] if self.search else []
        return urlencode([*self.form.query().items(), *self.asked.query, *search])

    @cached_property
    def scope(self) -> str:
        """A name for the choices that says nothing of them; the same choices have the same name on another day."""
        told = urlencode(sorted([*{"words": "", **self.form.stored()}.items(), *self.asked.makes_the_network]))
        return salted_hmac("network.map.scope", told, algorithm="sha256").hexdigest()

    @cached_property
    def shown(self) -> dict[int, int]:
        """Who the table shows, each with the number of steps from the focus; zero for all without one."""
        if self.asked.focus and (near := self.graph.around(self.asked.focus, self.asked.steps)):
            return near
        return dict.fromkeys(self.graph.nodes, 0)

    @property
    def focused(self) -> bool:
        return self.asked.focus in self.graph.places


def filter_class(who: Who) -> type[Filter]:
    return OrganisationFilter if who == Who.ORGANISATIONS else PeopleFilter


def selected(request: UserRequest) -> Selection:
    """Read the choices from the address and fetch the network that they make."""
    map_form, today = MapForm(request.GET), timezone.localdate()
    asked = map_form.asked()
    form: Any = asked_by(request, filter_class(asked.who), besides=map_form.fields)
    rooms: Any = organisations if asked.who == Who.ORGANISATIONS else people
    weave: Any = graphs.of_organisations if asked.who == Who.ORGANISATIONS else graphs.of_people
    found = rooms.found(request.user, form.asked(), today)
    woven = weave(request.user, found, asked.sources, today, asked.kind_of_tie)
    search = request.GET.get("search", "") if searches.recall(request.session, request.GET.get("search", "")) else ""
    return Selection(form, map_form, asked, found, woven, today, search)


def with_selection(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the network that was asked for; people only to who may see them and said what for."""

    @for_colleagues
    @wraps(view)
    def opened(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if MapForm(request.GET).asked().who == Who.PEOPLE:
            demand(may_see_people_map(request.user))
            if not reason_holds(request):
                return redirect(reverse("network:map_reason"))
        return view(request, selected(request), *args, **kwargs)

    return opened


def note_parties(request: UserRequest, selection: Selection, parties: Iterable[int]) -> None:
    """Count the people of the map that are shown among those that the colleague saw today (bar Z39)."""
    if selection.graph.who == Who.PEOPLE:
        seeing.note(parties, by=request.user, now=timezone.now())


def reason_holds(request: UserRequest) -> bool:
    """Tell whether this colleague said, not long ago, what she needs people on the map for."""
    said: float = request.session.get(REASON_KEPT_IN, 0)
    return timezone.now().timestamp() - said < REASON_HOLDS_FOR
