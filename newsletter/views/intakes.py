"""The imports of readers for colleagues: which there were, whom each brought, and taking one back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter.actions import intakes
from newsletter.models import Intake, Newsletter, Subscription
from newsletter.permissions import may_record_consent
from newsletter.queries.intakes import TAKEN, Fate, fates
from newsletter.views.doors import for_colleagues, for_those_who
from web.pages import page_or_fragment
from web.templatetags.parts import number

PER_PAGE = 25


@require_safe
@for_colleagues
def intake_list(request: UserRequest, pk: int) -> HttpResponse:
    """List the imports of readers of one list, newest first."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    found = newsletter.intakes.select_related("by", "undone_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"newsletter": newsletter, "page": page, "tab": "lists"}
    return page_or_fragment(request, "newsletter/intake_list.html", "intakes", context)


@require_safe
@for_colleagues
def intake_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show one import: its consent, whom it brought, and for each what an undo does or did."""
    intake = _intake(pk)
    told = fates(intake)
    places = _in_order(intake, told).filter(person__in=Person.objects.visible_to(request.user))
    page: Any = Paginator(places.select_related("person"), PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([place.person_id for place in page], by=request.user, now=timezone.now())
    context = {
        "intake": intake,
        "page": page,
        "readers": [(place.person, told[place.pk]) for place in page],
        "example": Subscription.objects.filter(intake=intake).first(),
        "may_undo": may_record_consent(request.user) and intake.may_be_undone(timezone.now()),
        "tab": "lists",
        **_numbers(told),
    }
    return page_or_fragment(request, "newsletter/intake_detail.html", "readers", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_record_consent)
def intake_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Say what an undo does, and take the import back."""
    intake = _intake(pk)
    if request.method != "POST":
        if not intake.may_be_undone(timezone.now()):
            return redirect("newsletter:intake_detail", pk)
        context = {"intake": intake, "tab": "lists", **_numbers(fates(intake))}
        return render(request, "newsletter/intake_undo.html", context)
    try:
        gone = intakes.undo(intake=intake, by=request.user, now=timezone.now())
    except intakes.CannotUndo as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("One reader went off the list.", "%(number)s readers went off the list.", gone)
        messages.success(request, text % {"number": number(gone)})
    return redirect("newsletter:intake_detail", pk)


def _intake(pk: int) -> Intake:
    return get_object_or_404(Intake.objects.select_related("newsletter", "by", "undone_by"), pk=pk)


def _in_order(intake: Intake, told: dict[int, Fate]) -> Any:
    """Find the places of an import: first those that stay, for they are what a colleague must know of."""
    staying = [place for place, fate in told.items() if fate not in TAKEN]
    first = Case(When(pk__in=staying, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Subscription.objects.filter(intake=intake).order_by(first, "pk")


def _numbers(told: dict[int, Fate]) -> dict[str, Any]:
    counted = Counter(told.values())
    taken = sum(counted[fate] for fate in TAKEN)
    return {"taken": taken, "records": counted[Fate.RECORD], "kept": counted[Fate.ENDS], "staying": len(told) - taken}
