from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.forms.coverage import CompareFilter
from network.map_words import Fact, about_line
from network.models import ProgrammeLine, SnapshotLine
from network.queries import memory as queries
from network.queries.coverage import CoverageAsked, matrix
from network.queries.memory import Change, LineFigures
from network.views.doors import for_colleagues
from network.views.lists import page_of
from web.pages import page_or_fragment

WIDE, HIGH = 120, 32  # units of the small chart


@dataclass(frozen=True)
class Growth:
    """A line on both days, and what was remembered of it between them."""

    line: ProgrammeLine
    before: LineFigures | None
    after: LineFigures
    months: list[SnapshotLine]

    @property
    def difference(self) -> int:
        return self.after.organisations - (self.before.organisations if self.before else 0)

    @property
    def hanging_together(self) -> list[tuple[SnapshotLine, list[Fact]]]:
        """What was remembered of the network of this line, month by month."""
        return [(month, about_line(month)) for month in self.months]

    @property
    def points(self) -> str:
        """The number of organisations month by month, as the points of a line in the chart."""
        numbers = [month.organisations for month in self.months]
        if len(numbers) < 2:
            return ""
        low, high = min(numbers), max(numbers)
        across, up = WIDE / (len(numbers) - 1), (HIGH - 4) / ((high - low) or 1)
        return " ".join(f"{place * across:.1f},{HIGH - 2 - (n - low) * up:.1f}" for place, n in enumerate(numbers))


@for_colleagues
@require_safe
def coverage_compare(request: UserRequest) -> HttpResponse:
    """Compare two days: growth per line, and which partners and ties are new, lost or faded."""
    today = timezone.localdate()
    form = CompareFilter(request.GET.dict(), today=today)
    before, after = form.days()
    found = {each: queries.changed(request.user, each, before, after) for each in Change}
    counted = {each: rows.count() for each, rows in found.items()}
    first = next((each for each, number in counted.items() if number), Change.NEW_PARTNERS)
    what = Change(request.GET["wat"]) if request.GET.get("wat") in Change.values else first
    months = queries.months_between(before, after)
    context = {
        "form": form,
        "months": months,
        "cells": queries.cells_changed(*months) if months else [],
        "before": before,
        "after": after,
        "growth": _growth(request, before, after),
        "what": what,
        "tabs": list(counted.items()),
        "page": page_of(request, found[what]),
        "of_partners": what in (Change.NEW_PARTNERS, Change.LOST_PARTNERS),
        "measures": about_line(SnapshotLine()),
        "wide": WIDE,
        "high": HIGH,
    }
    return page_or_fragment(request, "network/coverage_compare.html", "results", context)


def _growth(request: UserRequest, before: date, after: date) -> list[Growth]:
    """Return the lines of the later day, each with how it stood on both days."""
    then, now = (matrix(request.user, CoverageAsked(day)) for day in (before, after))
    earlier = {line.pk: queries.figures_of(request.user, line, then) for line in then.lines}
    months = queries.remembered(before, after)
    return [
        Growth(line, earlier.get(line.pk), queries.figures_of(request.user, line, now), months.get(line.pk, []))
        for line in now.lines
    ]
