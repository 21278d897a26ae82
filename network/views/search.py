from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.queries import near, organisations, people, rows
from network.views.doors import for_colleagues
from network.views.keys_first import KeysFirst
from web import searches

MOST = 10


@for_colleagues
@require_POST
def search(request: UserRequest) -> HttpResponse:
    """Take the words of the search box in the top bar and show what they find, at an address without them."""
    key = searches.remember(request.session, request.POST.get("words", ""))
    return redirect("network:search_results", key) if key else redirect("network:person_list")


@for_colleagues
@require_safe
def search_results(request: UserRequest, key: str) -> HttpResponse:
    """Show the first people and organisations that were found, and how many there are."""
    words, today = searches.recall(request.session, key), timezone.localdate()
    context: dict[str, Any] = {"words": words, "key": key, "most": MOST}
    if words:
        context |= _found(request, words, today)
        if not context["people_count"] and not context["organisations_count"]:
            context |= _near(request, words, today)
        seeing.note([row.person.pk for row in context["people"]], by=request.user, now=timezone.now())
    return render(request, "network/search_results.html", context)


def _found(request: UserRequest, words: str, today: date) -> dict[str, Any]:
    """Return the first people and organisations that answer to these words, and how many there are."""
    user = request.user
    found = people.found(user, people.PeopleAsked(words), today)
    parties = organisations.found(user, organisations.OrganisationsAsked(words, ended=organisations.Ended.ALSO), today)
    people_pages = KeysFirst(
        people.in_order(found, "match", today, words), partial(rows.people, user=user, today=today), MOST
    )
    party_pages = KeysFirst(
        organisations.in_order(parties, "match", words), partial(rows.organisations, user=user, today=today), MOST
    )
    return {
        "people_count": people_pages.count,
        "organisations_count": party_pages.count,
        "people": people_pages.page(1).object_list,
        "organisations": party_pages.page(1).object_list,
    }


def _near(request: UserRequest, words: str, today: date) -> dict[str, Any]:
    """Return the people and organisations one may mean by words that found nothing."""
    return {
        "near": True,
        "people": rows.people(near.people(request.user, words), request.user, today),
        "organisations": rows.organisations(near.organisations(request.user, words), request.user, today),
    }
