"""What came of all letters of a year, and how the lists grow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.models import ProgrammeLine
from newsletter.models import Campaign, Newsletter
from newsletter.queries import figures
from newsletter.queries.growth import growth_of
from newsletter.views.doors import for_colleagues, visible

PER_PAGE = 20


class Asked(forms.Form):
    """Of which year, list and programme line one wants to know."""

    jaar = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    lijst = forms.ModelChoiceField(Newsletter.objects.all(), label=_("List"), required=False, empty_label=_("All"))
    lijn = forms.ModelChoiceField(
        ProgrammeLine.objects.all(), label=_("Programme line"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jaar"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


@require_safe
@for_colleagues
def results(request: UserRequest) -> HttpResponse:
    """Show what came of the letters of a year: each letter, per list and per line; and how the lists grow."""
    today = timezone.localdate()
    sent = visible(request).exclude(mailing=None)
    years = _years(sent, today.year)
    form = Asked({"jaar": today.year, **request.GET.dict()}, years=years)
    asked = form.cleaned_data if form.is_valid() else {}
    year, newsletter = asked.get("jaar") or today.year, asked.get("lijst")
    campaigns = list(_asked_for(sent, year, newsletter, asked.get("lijn")))
    found = figures.figures_of(campaigns)
    lists = [newsletter] if newsletter else list(Newsletter.objects.all())
    page = Paginator(campaigns, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "year": year,
        "page": page,
        "rows": [(campaign, found[campaign.pk]) for campaign in page],
        "in_all": figures.in_all(found),
        "per_list": figures.per_list(campaigns, found),
        "per_line": figures.per_line(campaigns, found),
        "growth": growth_of(lists, year, today),
        "tab": "results",
    }
    return render(request, "newsletter/results.html", context)


def _years(sent: QuerySet[Campaign], this_year: int) -> list[int]:
    """Return the years in which something was released, and this one; the last first."""
    found = sent.order_by().values_list("mailing__released_at__year", flat=True).distinct()
    return sorted({this_year, *(year for year in found if year)}, reverse=True)


def _asked_for(
    sent: QuerySet[Campaign], year: int, newsletter: Newsletter | None, line: ProgrammeLine | None
) -> QuerySet[Campaign]:
    sent = sent.filter(mailing__released_at__year=year)
    sent = sent.prefetch_related("event__lines", "audience__lines", "newsletter__lines")
    if newsletter:
        sent = sent.filter(newsletter=newsletter)
    if line:
        of_its_list = Q(event=None, audience__lines=None, newsletter__lines=line)
        sent = sent.filter(Q(event__lines=line) | Q(event=None, audience__lines=line) | of_its_list).distinct()
    return sent.order_by("-mailing__released_at", "-pk")
