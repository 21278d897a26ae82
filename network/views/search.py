from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from network.queries import organisations, people
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
    context = {"words": words, "key": key, "most": MOST}
    if words:
        found = people.found(request.user, people.PeopleAsked(words), today)
        parties = organisations.found(request.user, organisations.OrganisationsAsked(words), today)
        context |= {
            "people": people.listed(found, "name", today)[:MOST],
            "people_count": found.count(),
            "organisations": organisations.listed(parties, "name", today)[:MOST],
            "organisations_count": parties.count(),
        }
    return render(request, "network/search_results.html", context)
