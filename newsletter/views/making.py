"""The two steps in which a campaign is made: for whom (Wie) and with which words (Tekst)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from newsletter.actions import campaigns
from newsletter.forms import AudienceForm, WordsForm, selections_for
from newsletter.models import Campaign
from newsletter.queries.audiences import LeftOut, reach, sorted_out
from newsletter.queries.choosing import Selection, described
from newsletter.views.audiences import listed
from newsletter.views.doors import with_draft
from newsletter.views.inviting import way_back
from newsletter.words import FIELDS
from web.pages import page_or_fragment
from web.typed import keeps_typed, typed_before

RECEIVING = "krijgt-hem"


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_audience(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Choose whom a campaign is for, and count them while choosing; htmx asks for the count alone."""
    told: dict[str, Any] = {"campaign": campaign, "user": request.user}
    form = AudienceForm(request.POST, **told) if request.method == "POST" else AudienceForm.of(**told)
    context: dict[str, Any] = {"campaign": campaign, "form": form, "selection": Selection.of(campaign.audience)}
    if form.is_bound and form.is_valid():
        context["selection"] = form.selection()
        if request.POST.get("action") != "count":
            try:
                return _save_audience(request, campaign, form)
            except campaigns.ChangedMeanwhile as refused:
                context |= {"theirs": refused.theirs, "theirs_chose": described(Selection.of(refused.theirs.audience))}
                context["form"] = AudienceForm.again(request.POST, refused.theirs.version, **told)
            except campaigns.AlreadyReleased as refused:
                messages.error(request, str(refused))
                return redirect("newsletter:campaign_progress", campaign.pk)
    context["way_back"] = way_back(request, context["selection"])
    context["reach"] = reach(campaign, timezone.now(), context["selection"])
    return page_or_fragment(request, "newsletter/campaign_audience.html", "reach", context)


def _save_audience(request: UserRequest, campaign: Campaign, form: AudienceForm) -> HttpResponse:
    campaigns.choose(
        campaign=campaign,
        selection=form.selection(),
        version=form.cleaned_data["version"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Saved."))
    stay = request.POST.get("action") == "stay"
    return redirect("newsletter:campaign_audience" if stay else "newsletter:campaign_text", campaign.pk)


@require_safe
@with_draft
def campaign_people(request: UserRequest, campaign: Campaign, group: str) -> HttpResponse:
    """List the people of an audience who get the letter, or whom one reason leaves out.

    The audience is the stored one, or the one that the query names by its keys.
    """
    if group not in (RECEIVING, *LeftOut.values):
        raise Http404
    now = timezone.now()
    selection = seen(request, campaign) or Selection.of(campaign.audience)
    people = sorted_out(campaign, now, selection).filter(Q(left_out="" if group == RECEIVING else group))
    heading = _("Gets the letter") if group == RECEIVING else capfirst(LeftOut(group).label)
    back = reverse("newsletter:campaign_audience", args=[campaign.pk])
    return listed(request, campaign, people, heading=heading, back=back, tab="in_the_making")


def seen(request: UserRequest, campaign: Campaign | None) -> Selection:
    """Return what the address asks; of saved selections only those that this user may tick."""
    asked = Selection.of_query(request.GET)
    tickable = selections_for(request.user, campaign).filter(pk__in=asked.selections)
    return replace(asked, selections=tuple(tickable.values_list("pk", flat=True)))


@keeps_typed("title", "subject", "body", "version")
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_text(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Write the subject and text; what was typed stays on the page until it is saved."""
    if campaign.is_issue:
        return redirect("newsletter:issue_edit", campaign.pk)
    stored = {"title": campaign.title, "subject": campaign.subject, "body": campaign.body}
    typed = request.POST if request.method == "POST" else typed_before(request)
    form = WordsForm(typed or None, instance=campaign, initial={"version": campaign.version})
    context: dict[str, Any] = {"campaign": campaign, "form": form, "fields": FIELDS.items()}
    if request.method == "POST" and form.is_valid():
        try:
            return _save_words(request, campaign, form)
        except campaigns.ChangedMeanwhile as refused:
            again = {**form.cleaned_data, "version": refused.theirs.version}
            context |= {"theirs": refused.theirs, "form": WordsForm(again, instance=campaign)}
        except campaigns.AlreadyReleased as refused:
            context["refused"] = str(refused)
    elif typed and request.method != "POST":
        context["kept"] = True
    context["stored"] = stored
    return render(request, "newsletter/campaign_text.html", context)


def _save_words(request: UserRequest, campaign: Campaign, form: WordsForm) -> HttpResponse:
    campaigns.write(
        campaign=campaign,
        title=form.cleaned_data["title"],
        subject=form.cleaned_data["subject"],
        body=form.cleaned_data["body"],
        version=form.cleaned_data["version"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Saved."))
    stay = request.POST.get("action") == "stay"
    return redirect("newsletter:campaign_text" if stay else "newsletter:campaign_review", campaign.pk)
