"""Taking a record for one with another: search the other one from a page of the network, and put both side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from network.actions import duplicates
from network.forms.joining import OtherRecordForm
from network.models import Organisation, Person
from network.permissions import may_merge
from network.queries.joining import candidates
from network.views.doors import demand, for_colleagues
from network.views.shown import note_shown
from web import searches
from web.keys import key_of


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def person_join(request: UserRequest, pk: int) -> HttpResponse:
    """Search the other record of a person, and put it beside this one."""
    return _join(request, get_object_or_404(Person.objects.visible_to(request.user), pk=pk))


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_join(request: UserRequest, pk: int) -> HttpResponse:
    """Search the other record of an organisation, and put it beside this one."""
    return _join(request, get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk))


def side_by_side(
    request: UserRequest, one: Person | Organisation, other: Person | Organisation
) -> HttpResponseRedirect:
    """Put two records in the queue as a pair, and go to where they are compared.

    :raises duplicates.CannotDecide: when both are the same record.
    """
    pair = duplicates.name(one=one, other=other, by=request.user, now=timezone.now())
    return redirect("network:duplicate_detail", pair.pk)


def _join(request: UserRequest, party: Person | Organisation) -> HttpResponse:
    demand(may_merge(request.user))
    if request.method == "POST" and "other" in request.POST:
        return _with_other(request, party)
    if request.method == "POST":
        form = OtherRecordForm(request.POST)
        key = searches.remember(request.session, form.cleaned_data["words"]) if form.is_valid() else ""
        return HttpResponseRedirect(f"{request.path}?search={key}" if key else request.path)
    words = searches.recall(request.session, request.GET.get("search", ""))
    found = candidates(request.user, party, words, timezone.localdate())
    note_shown(request, [party, *(each.party for each in found)])
    context = {
        "party": party,
        "is_person": isinstance(party, Person),
        "name": party.full_name if isinstance(party, Person) else party.name,
        "back": party_page(party),
        "words": words,
        "form": OtherRecordForm(initial={"words": words}),
        "candidates": found,
    }
    return render(request, "network/join.html", context)


def _with_other(request: UserRequest, party: Person | Organisation) -> HttpResponse:
    """Put the chosen record beside this one; the record itself is refused with the reason."""
    other: Any = get_object_or_404(type(party).objects.visible_to(request.user), pk=key_of(request.POST["other"]))
    try:
        return side_by_side(request, party, other)
    except duplicates.CannotDecide as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(request.path)


def party_page(party: Person | Organisation) -> str:
    """Return the address of the page of a person or organisation."""
    return reverse(f"network:{'person' if isinstance(party, Person) else 'organisation'}_detail", args=[party.pk])
