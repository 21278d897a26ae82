"""What the lists share: search words are posted, kept in the session, and named in the address by a key (Z38)."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts.requests import UserRequest
from network.forms.filters import Filter
from web import searches

PER_PAGE = 25
Narrowing = TypeVar("Narrowing", bound=Filter)
Row = TypeVar("Row", bound=Model)


def asked_by(request: UserRequest, form_class: type[Narrowing]) -> Narrowing:
    """Return the filter as the address and the remembered words have it; what is unknown there asks nothing."""
    key = request.GET.get("search", "")
    words = searches.recall(request.session, key)
    if key and not words:
        messages.info(request, _("Your search words are no longer known here. Search again."))
    form = form_class({**request.GET.dict(), "words": words})
    form.is_valid()
    return form


def answer_at_an_address(request: UserRequest, form_class: type[Filter]) -> HttpResponseRedirect:
    """Remember the posted words and send the browser to the list with their key and the chosen ids."""
    form = form_class(request.POST)
    form.is_valid()
    query = form.query()
    if key := searches.remember(request.session, form.cleaned_data.get("words", "")):
        query["search"] = key
    if sort := request.GET.get("sort"):
        query["sort"] = sort
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}" if query else request.path)


def chosen_sort(request: UserRequest, *known: str) -> str:
    """Return the column to sort by, with a minus for downwards; the first known one when another is asked."""
    sort = request.GET.get("sort", "")
    return sort if sort.removeprefix("-") in known else known[0]


def page_of(request: UserRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
