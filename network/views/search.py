from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.models import Organisation, Person
from network.queries import near, organisations, people
from network.views.doors import for_colleagues
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
        found = people.found(request.user, people.PeopleAsked(words), today)
        parties = organisations.found(request.user, organisations.OrganisationsAsked(words), today)
        context |= {"people_count": found.count(), "organisations_count": parties.count()}
        context["people"] = people.listed(found, "match", today, words)[:MOST]
        context["organisations"] = organisations.listed(parties, "match", today, words)[:MOST]
        if not context["people_count"] and not context["organisations_count"]:
            context |= _near(request, words)
    return render(request, "network/search_results.html", context)


def _near(request: UserRequest, words: str) -> dict[str, Any]:
    """Return the people and organisations one may mean by words that found nothing."""
    everybody = people.listed(Person.objects.visible_to(request.user), "name", timezone.localdate())
    parties = Organisation.objects.visible_to(request.user)
    return {
        "near": True,
        "people": near.in_order(everybody, near.people(request.user, words)),
        "organisations": near.in_order(parties, near.organisations(request.user, words)),
    }
