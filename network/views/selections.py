from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import selections
from network.forms.filters import OrganisationFilter, PartyFilter, PeopleFilter
from network.forms.selections import NewSelectionForm, RefilterForm, SelectionForm
from network.models import Organisation, Person, Selection
from network.models.restriction import about_nobody_restricted
from network.models.selection import Of
from network.permissions import may_change_selection, may_keep_selections
from network.queries import organisations, people
from network.views.doors import demand, for_colleagues
from network.views.lists import asked_by, page_of
from network.views.shown import note_shown
from web.doors import one_at_a_time
from web.keys import key_of
from web.pages import page_or_fragment

FILTERS: dict[str, type[PartyFilter]] = {Of.PEOPLE: PeopleFilter, Of.ORGANISATIONS: OrganisationFilter}
LISTS = {Of.PEOPLE: "network:person_list", Of.ORGANISATIONS: "network:organisation_list"}


@for_colleagues
@require_safe
def selection_list(request: UserRequest) -> HttpResponse:
    """List one's own selections and those that colleagues share."""
    found = Selection.objects.visible_to(request.user).select_related("owner").by_name()
    context = {"page": page_of(request, found), "may_keep": may_keep_selections(request.user)}
    return page_or_fragment(request, "network/selection_list.html", "results", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def selection_create(request: UserRequest, of: str) -> HttpResponse:
    """Keep what a list asks now under a name; the address carries the filter of that list."""
    if of not in Of.values:
        raise Http404
    demand(may_keep_selections(request.user))
    asked = asked_by(request, FILTERS[of])
    if "existing" in request.POST:
        return _refilter(request, asked, of)
    how = NewSelectionForm.BY_FILTER if asked.stored() else NewSelectionForm.BY_HAND
    form = NewSelectionForm(request.POST or None, initial={"how": how})
    if request.method == "POST" and form.is_valid():
        stored = asked.stored() if form.cleaned_data["how"] == form.BY_FILTER else None
        try:
            told = {**form.told(), "asked": stored, "of": of}
            selection = selections.keep(**told, by=request.user, now=timezone.now())
        except selections.CannotKeep as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Kept. The selection stays up to date by itself."))
            return redirect("network:selection_detail", selection.pk)
    context = {"form": form, "of": of, "chips": list(asked.chips()), "words": asked.cleaned_data.get("words", "")}
    context["instead"] = RefilterForm(user=request.user, of=of)
    return render(request, "network/selection_create.html", {**context, "back": reverse(LISTS[Of(of)])})


@for_colleagues
@require_safe
def selection_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show who is in a selection now, and who was added or left out by hand."""
    selection = get_object_or_404(_seen(request), pk=pk)
    picks = selection.picks.filter(about_nobody_restricted("person")).order_by("-picked_at", "-pk")
    picks = picks.select_related("person", "organisation", "picked_by")
    page = page_of(request, members_of(request, selection).by_name())  # type: ignore[attr-defined]
    added, left_out = (
        page_of(request, picks.filter(inside=how), part) for how, part in ((True, "erbij"), (False, "eruit"))
    )
    by_hand = picks.filter(inside=True, **{f"{_column(selection)}__in": [party.pk for party in page]})
    note_shown(request, page, [pick.person for pick in (*added, *left_out)])
    context: dict[str, Any] = {
        "selection": selection,
        "page": page,
        "added": added,
        "added_keys": set(by_hand.values_list(_column(selection), flat=True)),
        "left_out": left_out,
        "list": f"{reverse(LISTS[Of(selection.of)])}?{urlencode({'selection': selection.pk})}",
        "may_change": may_change_selection(request.user, selection),
        **_filter_in_words(request, selection),
    }
    return page_or_fragment(request, "network/selection_detail.html", "results", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Selection)
def selection_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Rename a selection, share it or keep it to oneself."""
    selection = get_object_or_404(_seen(request), pk=pk)
    demand(may_change_selection(request.user, selection))
    form = SelectionForm(request.POST or None, initial={"name": selection.name, "shared": selection.shared})
    if request.method == "POST" and form.is_valid():
        try:
            selections.change(selection=selection, **form.cleaned_data, by=request.user, now=timezone.now())
        except selections.CannotKeep as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:selection_detail", pk)
    return render(request, "network/selection_edit.html", {"form": form, "selection": selection})


@for_colleagues
@require_POST
def selection_delete(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a selection; the page that follows offers to put it back."""
    selection = get_object_or_404(_seen(request), pk=pk)
    demand(may_change_selection(request.user, selection))
    selections.delete(selection=selection, by=request.user, now=timezone.now())
    return render(request, "network/selection_deleted.html", {"selection": selection})


@for_colleagues
@require_POST
def selection_restore(request: UserRequest, pk: int) -> HttpResponse:
    """Put a selection back that one deleted."""
    selection = get_object_or_404(Selection, pk=pk, owner=request.user)
    try:
        selections.restore(selection=selection, by=request.user, now=timezone.now())
    except selections.CannotRestore as refused:
        messages.error(request, str(refused))
        return redirect("network:selection_list")
    messages.success(request, _("Put back."))
    return redirect("network:selection_detail", pk)


@for_colleagues
@require_POST
def selection_pick(request: UserRequest, pk: int) -> HttpResponse:
    """Leave one person or organisation out by hand, put it back, or let the filter decide about it again."""
    selection = get_object_or_404(_seen(request), pk=pk)
    demand(may_change_selection(request.user, selection))
    party = get_object_or_404(_parties(request, selection), pk=key_of(request.POST.get("party")))
    told: dict[str, Any] = {"selection": selection, "by": request.user, "now": timezone.now()}
    if request.POST.get("what") == "leave_out":
        selections.pick(parties=[party], inside=False, **told)
        messages.success(request, _("Left out. Below you can put it back."))
    elif request.POST.get("what") == "put_back":
        selections.put_back(party=party, **told)
        messages.success(request, _("Put back."))
    else:
        selections.unpick(party=party, **told)
        by_hand = _("Taken off this selection.")
        messages.success(request, by_hand if selection.asked is None else _("The filter decides about this again."))
    return redirect("network:selection_detail", pk)


def _refilter(request: UserRequest, asked: PartyFilter, of: str) -> HttpResponse:
    """Let a selection that one has already ask what the list asks."""
    form = RefilterForm(request.POST, user=request.user, of=of)
    if not form.is_valid():
        messages.warning(request, _("Choose which selection gets these filters."))
        return redirect(request.get_full_path())
    selection = form.cleaned_data["existing"]
    try:
        selections.refilter(selection=selection, asked=asked.stored(), by=request.user, now=timezone.now())
    except selections.CannotKeep as refused:
        messages.error(request, str(refused))
        return redirect(request.get_full_path())
    messages.success(request, _("Saved. The selection asks these filters from now on."))
    return redirect("network:selection_detail", selection.pk)


def _seen(request: UserRequest) -> QuerySet[Selection]:
    return Selection.objects.visible_to(request.user).select_related("owner")


def members_of(request: UserRequest, selection: Selection) -> QuerySet[Any]:
    """Return who or what is in a selection, as far as this user may see them."""
    today = timezone.localdate()
    if selection.of == Of.PEOPLE:
        return people.members(selection, Person.objects.visible_to(request.user), today)
    return organisations.members(selection, Organisation.objects.visible_to(request.user), today)


def _parties(request: UserRequest, selection: Selection) -> QuerySet[Any]:
    model = Person if selection.of == Of.PEOPLE else Organisation
    return model.objects.visible_to(request.user)


def _column(selection: Selection) -> str:
    return "person" if selection.of == Of.PEOPLE else "organisation"


def _filter_in_words(request: UserRequest, selection: Selection) -> dict[str, Any]:
    """Return the filter of a selection as its chips, and whether something it asks for is gone."""
    if selection.asked is None:
        return {"by_hand": True}
    form = FILTERS[selection.of](selection.asked, user=request.user)
    form.is_valid()
    chips = list(form.chips())
    gone = len(chips) < len([name for name in selection.asked if name != "words"])
    return {"chips": chips, "words": selection.asked.get("words", ""), "gone": gone}
