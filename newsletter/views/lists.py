"""The lists for colleagues: how they stand, who is on them, and what they say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter.actions import bringing_in, lists
from newsletter.list_forms import BringInForm, ListForm
from newsletter.models import Newsletter, Renewal, Subscription
from newsletter.models.subscription import ConsentSource
from newsletter.permissions import may_keep_lists, may_record_consent
from newsletter.queries.bringing_in import sort_out
from newsletter.queries.lists import standings
from newsletter.views.doors import for_colleagues, for_those_who
from web.doors import one_at_a_time
from web.pages import page_or_fragment
from web.templatetags.parts import number

PER_PAGE = 25


@require_safe
@for_colleagues
def list_list(request: UserRequest) -> HttpResponse:
    """Show each list with its readers, its growth and how confirming goes."""
    now = timezone.now()
    found = standings(Newsletter.objects.prefetch_related("lines"), now, _new_year(now))
    context = {"standings": found, "may_keep": may_keep_lists(request.user), "tab": "lists"}
    return render(request, "newsletter/list_list.html", context)


@require_safe
@for_colleagues
def start_lists(request: UserRequest) -> HttpResponse:
    """Return how each list stands, for the start page."""
    now = timezone.now()
    context = {"standings": standings(Newsletter.objects.all(), now, _new_year(now))}
    return render(request, "newsletter/start_lists.html", context)


def _new_year(now: datetime) -> datetime:
    return timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


@require_safe
@for_colleagues
def list_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show one list: how it stands, its words through time, and who is on it."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    now = timezone.now()
    places = Subscription.objects.holding().filter(newsletter=newsletter)
    mine = places.filter(person=OuterRef("pk"))
    people = Person.objects.visible_to(request.user).filter(pk__in=places.values("person")).by_name()
    known = people.annotate(since=Subquery(mine.values("agreed_at")[:1]), how=Subquery(mine.values("source")[:1]))
    page: Page[Any] = Paginator(known, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([person.pk for person in page], by=request.user, now=now)
    context = {
        "renewals": Renewal.objects.filter(newsletter=newsletter),
        "intakes": newsletter.intakes.count(),
        "standing": standings([newsletter], now, _new_year(now))[0],
        "texts": newsletter.texts.select_related("written_by").order_by("-version"),
        "page": page,
        "readers": [(person, ConsentSource(person.how).label) for person in page],
        "may_keep": may_keep_lists(request.user),
        "may_record": may_record_consent(request.user),
        "tab": "lists",
    }
    return page_or_fragment(request, "newsletter/list_detail.html", "readers", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_lists)
def list_create(request: UserRequest) -> HttpResponse:
    """Make a list with its first words."""
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = lists.make(facts=form.facts(), by=request.user, now=timezone.now())
        except lists.CannotKeepList as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The list is made."))
            return redirect("newsletter:list_detail", made.pk)
    return render(request, "newsletter/list_form.html", {"form": form, "tab": "lists"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_keep_lists)
@one_at_a_time(Newsletter)
def list_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change what a list says; other words become a next version."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    form = ListForm.of(newsletter, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        lists.change(newsletter=newsletter, facts=form.facts(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("newsletter:list_detail", newsletter.pk)
    return render(request, "newsletter/list_form.html", {"form": form, "newsletter": newsletter, "tab": "lists"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_record_consent)
def list_bring_in(request: UserRequest, pk: int) -> HttpResponse:
    """Bring addresses onto a list with the proof of their consent: first what it would do, then do it."""
    newsletter = get_object_or_404(Newsletter, pk=pk)
    form = BringInForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "newsletter": newsletter, "tab": "lists"}
    action = request.POST.get("action")
    if request.method == "POST" and form.is_valid() and action != "change":
        if action == "bring_in":
            return _bring_in(request, newsletter, form)
        good, wrong = form.cleaned_data["good"], form.cleaned_data["wrong"]
        context |= {
            "found": sort_out(newsletter, good, form.agreed_at),
            "wrong": wrong,
            "addresses": "\n".join([*wrong, *good]),
        }
        return render(request, "newsletter/list_bring_in_preview.html", context)
    return render(request, "newsletter/list_bring_in.html", context)


def _bring_in(request: UserRequest, newsletter: Newsletter, form: BringInForm) -> HttpResponse:
    intake = bringing_in.bring_in(
        newsletter=newsletter,
        addresses=form.cleaned_data["good"],
        wording=form.cleaned_data["wording"],
        proof=form.cleaned_data["proof"],
        agreed_at=form.agreed_at,
        by=request.user,
        now=timezone.now(),
    )
    text = ngettext("One reader came onto this list.", "%(number)s readers came onto this list.", intake.came)
    messages.success(request, text % {"number": number(intake.came)})
    return redirect("newsletter:intake_detail", intake.pk)
