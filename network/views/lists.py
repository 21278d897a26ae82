"""What the lists share: search words are posted, kept in the session, and named in the address by a key (Z38)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.requests import UserRequest
from network.forms.filters import Filter, PartyFilter
from network.models import Selection
from network.permissions import may_change_many, may_invite, may_keep_selections
from web import searches

PER_PAGE = 25
NAMED = 12  # people or organisations of many that a preview names
SAVED = 6  # selections that stand above a list; the rest is one step away
MORE = "meer"  # in the address: show all filters; they cost time to make, so only who asks for them gets them
Narrowing = TypeVar("Narrowing", bound=Filter)
Row = TypeVar("Row", bound=Model)


def asked_by(request: UserRequest, form_class: type[Narrowing], besides: Collection[str] = ()) -> Narrowing:
    """Return the filter as the address and the remembered words have it; say what it asks for that is not there.

    `besides` names what stands in the address for another form of the same page.
    """
    keys = {name: request.GET[name] for name in ("search", *form_class.typed) if request.GET.get(name)}
    typed = {name: searches.recall(request.session, key) for name, key in keys.items()}
    if not all(typed.values()):
        messages.info(request, _("Your search words are no longer known here. Search again."))
    told = {name: value for name, value in request.GET.items() if name not in besides}
    form = form_class({**told, **typed, "words": typed.pop("search", "")}, user=request.user)
    form.keys = {name: keys[name] for name, words in typed.items() if words}
    if not form.is_valid():
        gone = _("What this address asks for is not there any more: %(names)s.")
        messages.warning(request, gone % {"names": ", ".join(form.unknown)})
    return form


def answer_at_an_address(request: UserRequest, form_class: type[Filter]) -> HttpResponseRedirect:
    """Remember the posted words and send the browser to the list with their key and the chosen ids."""
    form = form_class(request.POST, user=request.user)
    warn_of_wrong_choices(request, form)
    query = remembered(request, form)
    if sort := request.GET.get("sort"):
        query["sort"] = sort
    if MORE in request.POST:
        query[MORE] = "1"
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}" if query else request.path)


def remembered(request: UserRequest, form: Filter) -> dict[str, str]:
    """Keep what was typed in a filter, and return the choices as they stand in the address, with the keys of that."""
    typed = {name: form.cleaned_data.get(name, "") for name in ("words", *form.typed)}
    keys = {name: searches.remember(request.session, words) for name, words in typed.items() if words}
    search = keys.pop("words", "")
    form.keys = keys
    return {**form.query(), **({"search": search} if search else {})}


def warn_of_wrong_choices(request: UserRequest, form: Form) -> None:
    """Say which choices of a filter are left out, and why."""
    for name, errors in form.errors.items():
        messages.warning(request, f"{form.fields[name].label}: {' '.join(map(str, errors))}")


def narrowed(request: UserRequest, form: Filter) -> dict[str, Any]:
    """Return the filter for a page, and each choice in it with the address of the list without it."""
    query = form.query()
    kept = {name: request.GET[name] for name in ("search", "sort") if request.GET.get(name)}
    chips = []
    for chip in form.chips():
        rest = {name: chip.rest if name == chip.name else value for name, value in query.items()}
        rest = {name: value for name, value in rest.items() if value}
        chips.append((chip, f"?{urlencode({**rest, **kept})}"))
    more = urlencode({**query, **kept, MORE: "1"})
    return {
        "form": form,
        "chips": chips,
        "without_choices": f"?{urlencode(kept)}",
        "more": f"?{more}",
        "show_more": MORE in request.GET,
    }


def narrowing(request: UserRequest, form: PartyFilter) -> dict[str, Any]:
    """Return the filter for a page of people or organisations, with what is saved and may be done there."""
    return {
        **narrowed(request, form),
        "saved": Selection.objects.visible_to(request.user).filter(of=form.of).by_name()[:SAVED],
        "of": form.of.value,
        "may_keep": may_keep_selections(request.user),
        "may_change_many": may_change_many(request.user),
        "may_invite": may_invite(request.user),
    }


def all_ties_asked(request: UserRequest) -> bool:
    """Tell whether the page of a party shows all its ties: they cost time to draw, so only who asks gets them."""
    return request.GET.get("relaties") == "alle"


def part_asked(request: UserRequest) -> str:
    """Return which part of the page of a party htmx puts in its place."""
    return "ties" if request.htmx.target == "relaties" else "timeline"


def chosen_sort(request: UserRequest, *known: str) -> str:
    """Return the column to sort by, with a minus for downwards; the first known one when another is asked."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in known else known[0]


def by_match(words: str) -> tuple[str, ...]:
    """Return the order in which a search begins: the names that have the typed words as they are come first."""
    return ("match",) if words else ()


def page_of(request: UserRequest, rows: QuerySet[Row], part: str = "page") -> Page[Row]:
    """Return the page that is asked; of a page with several lists, `part` names this one in the address."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(part))
