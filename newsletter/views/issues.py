"""Making an issue of a newsletter (Maken): its words, its items in order, and how it looks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from network.actions import seeing
from newsletter import contents, issues
from newsletter.actions import campaigns
from newsletter.actions import issues as actions
from newsletter.issue_forms import IssueForm, IssueWordsForm
from newsletter.models import Campaign, CampaignItem, ItemKind
from newsletter.permissions import may_keep_lists
from newsletter.queries.audiences import receiving
from newsletter.views.doors import for_writers, with_issue
from web.keys import key_of
from web.typed import keeps_typed, typed_before

ICONS = {
    ItemKind.ARTICLE: "newspaper",
    ItemKind.PUBLICATION: "book-open",
    ItemKind.EVENT: "calendar-days",
    ItemKind.CALL: "message-circle",
    ItemKind.CONTRIBUTION: "message-square-quote",
    ItemKind.PICTURE: "image",
    ItemKind.SEPARATOR: "minus",
}
LOOKS_AS = "composer_looks_as"  # in the session: as which reader one sees the letter that one writes


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def issue_create(request: UserRequest) -> HttpResponse:
    """Begin an issue of a newsletter, for everybody on its list."""
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaign = actions.create(**form.cleaned_data, by=request.user, now=timezone.now())
        return redirect("newsletter:issue_edit", campaign.pk)
    return render(request, "newsletter/issue_create.html", {"form": form, "may_keep": may_keep_lists(request.user)})


@keeps_typed("title", "subject", "preheader", "language", "body", "stamp")
@require_http_methods(["GET", "HEAD", "POST"])
@with_issue
def issue_edit(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Write the words of an issue and arrange its items; htmx saves while one types and asks for how that went."""
    stored = contents.words_of(campaign)
    typed = request.POST if request.method == "POST" else typed_before(request)
    context = {"campaign": campaign, "stamp": typed.get("stamp") or contents.stamp(stored), "stored": stored}
    form = IssueWordsForm(typed or None, instance=campaign)
    by_itself = bool(request.htmx)
    if request.method == "POST" and form.is_valid():
        context |= _save(request, campaign, form, by_itself=by_itself)
        if "saved" in context and not by_itself:
            messages.success(request, _("Saved."))
            return redirect("newsletter:issue_edit", campaign.pk)
    elif typed and request.method != "POST":
        context["kept"] = True
    context["form"] = form
    if by_itself and request.method == "POST":
        return render(request, "newsletter/issue_saved.html", context)
    return render(request, "newsletter/issue_edit.html", context | composer(request, campaign))


@require_POST
@with_issue
def issue_translate(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Make the same issue in another language, and go on there."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        made = actions.translate(campaign=campaign, language=language, by=request.user, now=timezone.now())
    except (actions.CannotTranslate, campaigns.AlreadyReleased) as refused:
        messages.error(request, str(refused))
        return redirect("newsletter:issue_edit", campaign.pk)
    messages.success(request, _("Made. Translate the words and items; each reader gets the letter in their language."))
    return redirect("newsletter:issue_edit", made.pk)


def _save(request: UserRequest, campaign: Campaign, form: IssueWordsForm, *, by_itself: bool) -> dict[str, Any]:
    """Save the words; tell the page how that went."""
    stamp = request.POST.get("stamp", "")
    told: dict[str, Any] = {"by": request.user, "now": timezone.now(), "by_itself": by_itself}
    try:
        saved = actions.write(campaign=campaign, words=form.cleaned_data, stamp=stamp, **told)
    except campaigns.ChangedMeanwhile as refused:
        theirs = contents.words_of(refused.theirs)
        differs = [
            (form.fields[name].label, theirs[name]) for name in theirs if theirs[name] != form.cleaned_data[name]
        ]
        return {"theirs": refused.theirs, "differs": differs, "their_stamp": contents.stamp(theirs), "stamp": stamp}
    except campaigns.AlreadyReleased as refused:
        return {"refused": str(refused)}
    return {"saved": saved, "stamp": contents.stamp(contents.words_of(saved))}


def composer(request: UserRequest, campaign: Campaign) -> dict[str, Any]:
    """Return what stands around the words: the items, other languages, and a reader for the preview.

    Who was chosen to look as (`?persoon=`) stays so on the pages of this letter until somebody else is.
    """
    readers = receiving(campaign, timezone.now()).visible_to(request.user).by_name()
    others = list(campaign.in_other_languages)
    taken = {campaign.language, *(other.language for other in others)}
    return {
        "reader": _looked_as(request, campaign, readers),
        "others": others,
        "to_translate": [code for code, _name in settings.LANGUAGES if code not in taken],
        **arranged(request, campaign),
    }


def _looked_as(request: UserRequest, campaign: Campaign, readers: Any) -> Any:
    chosen = request.session.get(LOOKS_AS, {})
    if asked := key_of(request.GET.get("persoon")):
        chosen = request.session[LOOKS_AS] = {"campaign": campaign.pk, "person": asked}
    known = readers.filter(pk=chosen["person"]).first() if chosen.get("campaign") == campaign.pk else None
    reader = known or readers.first()
    seeing.note([reader.pk] if reader else [], by=request.user, now=timezone.now())
    return reader


def arranged(request: UserRequest, campaign: Campaign) -> dict[str, Any]:
    """Return the items with what the list of them says, and the version to which one can go back after a removal."""
    items = list(campaign.items.with_parts())
    asked = key_of(request.GET.get("weggehaald"))
    taken_out = asked and campaign.versions.filter(number=asked, number__lt=campaign.version).exists()
    return {
        "campaign": campaign,
        "lines": [line_of(item) for item in items],
        "kinds": [(kind, ICONS[kind]) for kind in ItemKind],
        "undo": asked if taken_out and asked == campaign.version - 1 else None,
    }


def line_of(item: CampaignItem) -> dict[str, Any]:
    """Return how the list of items shows one."""
    shown = issues.shown(item)
    return {
        "item": item,
        "icon": ICONS[ItemKind(item.kind)],
        "name": name_of(item),
        "about": shown.places if item.event else item.label,
        "lacks_alt": bool(item.picture and not item.alt.strip()),
    }


def name_of(item: CampaignItem) -> str:
    """Return how one recognises an item: its heading, else what it is about, else what kind it is."""
    if item.kind == ItemKind.SEPARATOR:
        return str(item.get_kind_display())
    own = item.heading or (item.event.title if item.event else "") or item.text[:60] or item.alt[:60]
    return own or _("%(kind)s without words") % {"kind": item.get_kind_display()}
