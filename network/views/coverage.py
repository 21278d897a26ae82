from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.forms.coverage import FIRST_DAY, CoverageFilter
from network.models import TargetGroup
from network.permissions import may_invite, may_log_contact
from network.queries import coverage as queries
from network.queries.coverage import Cell, CoverageAsked, Matrix
from network.views.doors import demand, for_colleagues
from network.views.inviting import to_invitation
from network.views.lists import chosen_sort, page_of
from network.views.shown import note_shown
from web.pages import page_or_fragment

# By what the table can be put in order; who was never spoken with comes before everybody else.
ORDERS: dict[str, Callable[[Cell], Any]] = {
    "line": lambda cell: (cell.line.number, cell.group.position),
    "group": lambda cell: (cell.group.position, cell.line.number),
    "organisations": lambda cell: cell.organisations,
    "people": lambda cell: cell.people,
    "silent": lambda cell: cell.silent,
    "contact": lambda cell: cell.last_on or date.min,
}

PEOPLE, SILENT = "mensen", "stil"
BEHIND: dict[str, Callable[..., Any]] = {
    "": queries.organisations_in,
    PEOPLE: queries.people_in,
    SILENT: queries.silent_in,
}


@for_colleagues
@require_safe
def home(request: UserRequest) -> HttpResponse:  # noqa: ARG001
    """Lead who shortens an address to the front of the room: the matrix."""
    return redirect("network:coverage")


@for_colleagues
@require_safe
def coverage(request: UserRequest) -> HttpResponse:
    """Show per line and target group whom we know and when we last spoke; with `als=tabel` as a table."""
    today = timezone.localdate()
    form: Any = SimpleLazyObject(lambda: CoverageFilter({"day": today.isoformat(), **request.GET.dict()}, today=today))
    known = queries.state(request.user)
    matrix: Any = SimpleLazyObject(lambda: queries.matrix(request.user, form.asked(), known))
    sort = chosen_sort(request, *ORDERS)
    context = {
        # What is drawn under this key is drawn once; all the rest here is asked only when it is drawn.
        "kept_as": (known, today, request.GET.urlencode()),
        "form": form,
        "asked": SimpleLazyObject(lambda: form.asked()),  # noqa: PLW0108  naming it would make the form
        "matrix": matrix,
        "counts": SimpleLazyObject(lambda: matrix.counts()),  # noqa: PLW0108  and this the matrix
        "as_table": request.GET.get("als") == "tabel",
        "sort": sort,
        "rows": SimpleLazyObject(lambda: _sorted(matrix, sort)),
        "years": [date(year, 12, 31) for year in range(max(today.year - 4, FIRST_DAY.year), today.year)],
        "today": today,
        "query": SimpleLazyObject(lambda: _query(form.asked(), today)),
    }
    return page_or_fragment(request, "network/coverage.html", "results", context)


def _sorted(matrix: Matrix, sort: str) -> list[Cell]:
    return sorted(matrix.filled, key=ORDERS[sort.removeprefix("-")], reverse=sort.startswith("-"))


@for_colleagues
@require_safe
def coverage_cell(request: UserRequest, line: int, target_group: str) -> HttpResponse:
    """List the organisations behind a cell, or with `toon` who works there, or with whom nobody spoke this year."""
    today = timezone.localdate()
    asked = CoverageFilter(request.GET.dict(), today=today).asked()
    line_asked = get_object_or_404(asked.lines(), number=line)
    group = get_object_or_404(TargetGroup, slug=target_group)
    cell = queries.matrix(request.user, replace(asked, line=line_asked)).cells[line_asked.pk, group.pk]
    shows = request.GET.get("toon", "")
    shows = shows if shows in BEHIND else ""
    page = page_of(request, BEHIND[shows](request.user, asked, line_asked, group))
    note_shown(request, page)
    context = {
        "cell": cell,
        "asked": asked,
        "today": today,
        "shows": shows,
        "page": page,
        "may_log": may_log_contact(request.user),
        "may_invite": may_invite(request.user),
        "query": _query(asked, today),
    }
    return page_or_fragment(request, "network/coverage_cell.html", "list", context)


@for_colleagues
@require_POST
def coverage_invite(request: UserRequest, line: int, target_group: str) -> HttpResponse:
    """Invite the people behind a cell: all of its list, and nobody else."""
    demand(may_invite(request.user))
    asked = CoverageFilter(request.GET.dict(), today=timezone.localdate()).asked()
    line_asked = get_object_or_404(asked.lines(), number=line)
    group = get_object_or_404(TargetGroup, slug=target_group)
    cell = reverse("network:coverage_cell", args=[line, target_group]) + _query(asked, timezone.localdate())
    return to_invitation(request, queries.people_in(request.user, asked, line_asked, group), back=cell)


def _query(asked: CoverageAsked, today: date) -> str:
    """Return the day and region as they go along from page to page."""
    chosen = {"day": asked.day.isoformat() if asked.day != today else "", "region": asked.region}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"?{query}" if query else ""
