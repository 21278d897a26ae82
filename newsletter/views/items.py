"""The items of an issue: adding one, changing it, moving it, taking it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from events.models import Event
from newsletter import contents
from newsletter.actions import campaigns
from newsletter.actions import issues as actions
from newsletter.issue_forms import ASKED, TYPED, ItemForm, offered_events
from newsletter.models import Campaign, CampaignItem, ItemKind
from newsletter.views.doors import visible, with_issue
from newsletter.views.issues import arranged, composer, name_of
from web.typed import keeps_typed, typed_before


@require_POST
@with_issue
def item_add(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Put an empty item at the end, and lead to writing it."""
    kind = request.POST.get("kind", "")
    if kind not in ItemKind.values:
        raise Http404
    try:
        item = actions.add(campaign=campaign, kind=ItemKind(kind), by=request.user, now=timezone.now())
    except (actions.CannotAdd, campaigns.AlreadyReleased) as refused:
        messages.error(request, str(refused))
        return redirect("newsletter:issue_edit", campaign.pk)
    if not ASKED[ItemKind(kind)]:
        return redirect(f"{reverse('newsletter:issue_edit', args=[campaign.pk])}#onderdelen")
    return redirect("newsletter:item_edit", campaign.pk, item.pk)


@keeps_typed(*TYPED, "kind", "stamp")
@require_http_methods(["GET", "HEAD", "POST"])
@with_issue
def item_edit(request: UserRequest, campaign: Campaign, item: int) -> HttpResponse:
    """Write one item; htmx saves while one types, all but a picture, and asks for how that went."""
    typed = request.POST if request.method == "POST" else typed_before(request)
    known = campaign.items.with_parts().filter(pk=item).first()
    if known is None and request.method == "POST":
        return _taken_out(request, campaign)
    if known is None or not ASKED[ItemKind(known.kind)]:
        raise Http404
    stamp = typed.get("stamp") or contents.stamp(contents.parts_of(known))
    context: dict[str, Any] = {"stamp": stamp, "item": known, "name": name_of(known)}
    form = _form(request, known, typed)
    by_itself = bool(request.htmx)
    if request.method == "POST" and form.is_valid():
        context |= _save(request, known, form, by_itself=by_itself)
        if "saved" in context and not by_itself:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('newsletter:issue_edit', args=[campaign.pk])}#onderdelen")
    elif typed and request.method != "POST":
        context["kept"] = True
    context["form"] = form
    if by_itself and request.method == "POST":
        return render(request, "newsletter/issue_saved.html", {"campaign": campaign, **context})
    return render(request, "newsletter/item_edit.html", {**composer(request, campaign), **context})


def _form(request: UserRequest, item: CampaignItem, typed: Mapping[str, Any]) -> ItemForm:
    events = offered_events(Event.objects.visible_to(request.user), item, timezone.localdate())
    return ItemForm(typed or None, request.FILES or None, instance=item, events=events)


def _taken_out(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Lose nothing of what one wrote in an item that a colleague took out: who saves it puts it at the end."""
    kind = request.POST.get("kind", "")
    if kind not in ItemKind.values or not ASKED[ItemKind(kind)]:
        raise Http404
    if request.htmx:
        refused = _("A colleague took this item out just now. Save it, and it stands at the end again.")
        return render(request, "newsletter/issue_saved.html", {"campaign": campaign, "refused": refused})
    try:
        item = actions.add(campaign=campaign, kind=ItemKind(kind), by=request.user, now=timezone.now())
    except (actions.CannotAdd, campaigns.AlreadyReleased) as refused:
        messages.error(request, str(refused))
        return redirect("newsletter:issue_edit", campaign.pk)
    stamp = contents.stamp(contents.parts_of(item))
    context: dict[str, Any] = {"stamp": stamp, "item": item, "name": name_of(item), "put_back": True}
    return render(
        request,
        "newsletter/item_edit.html",
        {**composer(request, campaign), **context, "form": _form(request, item, request.POST)},
    )


def _save(request: UserRequest, item: CampaignItem, form: ItemForm, *, by_itself: bool) -> dict[str, Any]:
    """Save the item; tell the page how that went."""
    told: dict[str, Any] = {"by": request.user, "now": timezone.now(), "by_itself": by_itself}
    picture = form.cleaned_data.get("upload")
    try:
        saved = actions.change(
            item=item, parts=form.parts(), stamp=request.POST.get("stamp", ""), picture=picture, **told
        )
    except actions.ItemChangedMeanwhile as refused:
        return _conflict(refused.theirs, form)
    except campaigns.AlreadyReleased as refused:
        return {"refused": str(refused)}
    return {"saved": saved.campaign, "stamp": contents.stamp(contents.parts_of(saved))}


def _conflict(theirs: CampaignItem | None, form: ItemForm) -> dict[str, Any]:
    if theirs is None:
        return {"refused": _("A colleague took this item out just now.")}
    stored, mine = contents.parts_of(theirs), form.parts()
    differs = [
        (form.fields[name].label, stored[name]) for name in form.fields if name in stored and stored[name] != mine[name]
    ]
    return {"theirs": theirs.campaign, "differs": differs, "their_stamp": contents.stamp(stored)}


@require_POST
@with_issue
def item_move(request: UserRequest, campaign: Campaign, item: int) -> HttpResponse:
    """Give an item the place that is asked for; htmx asks for the list alone."""
    known = campaign.items.filter(pk=item).first()
    to = request.POST.get("to", "")
    if not to.isdecimal() or len(to) > 4:
        raise Http404
    refused = "" if known else _("A colleague took this item out just now.")
    try:
        if known:
            actions.move(item=known, to=int(to), by=request.user, now=timezone.now())
    except campaigns.AlreadyReleased as no:
        refused = str(no)
    return _back(request, campaign, moved=item, refused=refused)


@require_POST
@with_issue
def item_remove(request: UserRequest, campaign: Campaign, item: int) -> HttpResponse:
    """Take an item out, and offer to undo that; twice is once, and offers the same."""
    known = campaign.items.filter(pk=item).first()
    held = campaign.versions.filter(content__items__contains=[{"id": item}]).first()
    taken_from = held.number if held else campaign.version
    if known:
        try:
            taken_from = actions.remove(item=known, by=request.user, now=timezone.now()).version - 1
        except campaigns.AlreadyReleased as refused:
            messages.error(request, str(refused))
    return redirect(f"{reverse('newsletter:issue_edit', args=[campaign.pk])}?weggehaald={taken_from}#onderdelen")


def _back(request: UserRequest, campaign: Campaign, *, moved: int, refused: str) -> HttpResponse:
    """Show the list of items as it is now, to htmx as a fragment, and why nothing moved."""
    if not request.htmx:
        if refused:
            messages.error(request, refused)
        return redirect(f"{reverse('newsletter:issue_edit', args=[campaign.pk])}#onderdelen")
    now_stored = get_object_or_404(visible(request), pk=campaign.pk)
    context = arranged(request, now_stored) | {"moved": moved, "not_moved": refused}
    return render(request, "newsletter/issue_edit.html#items", context)
