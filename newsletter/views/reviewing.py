"""The third step (Bekijk en verstuur): look at the letter as a reader gets it, try it, and release it."""

from __future__ import annotations

import math
from typing import Any

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter.actions import campaigns, releases
from newsletter.forms import MomentForm
from newsletter.models import Campaign
from newsletter.permissions import may_release_campaign
from newsletter.previews import as_colleague, as_document, preview
from newsletter.queries import approvals, archive, preflight
from newsletter.queries.audiences import Reach, reach, receiving
from newsletter.queries.choosing import Selection, described
from newsletter.queries.releases import leaves_at, obstacles
from newsletter.queries.sender import refusal, standing
from newsletter.views.doors import visible, with_campaign, with_draft
from post.fields import CannotCompile
from post.preview import Preview, addressee
from web.keys import key_of
from web.templatetags.parts import number

MOST_FOUND = 10
# The preview is a mail in a frame of our own: its one style sheet has a nonce, its pictures are ours.
FRAME = {
    "default-src": [NONE],
    "style-src": [NONCE],
    "img-src": [SELF, settings.BASE_URL],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [],
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_review(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Show the letter as one reader gets it, with what to look at before the release.

    A name to look for comes by POST, so that it stands in no address.
    """
    now = timezone.now()
    people = receiving(campaign, now).visible_to(request.user).by_name()
    found = reach(campaign, now)
    asked = request.GET.get("persoon", "")
    person = people.filter(pk=key).first() if (key := key_of(asked)) else people.first()
    words = request.POST.get("q", "").strip()
    context: dict[str, Any] = {
        "campaign": campaign,
        "reach": found,
        "selection": Selection.of(campaign.audience),
        "sender": standing(campaign, found.count, now),
        "checks": preflight.checks(campaign, found, now),
        "may_release": may_release_campaign(request.user, campaign),
        "goes_in_archive": campaign.is_issue and archive.goes_in(campaign),
        "form": MomentForm(),
        "person": person,
        "searched": words,
        "found": people.matching(words)[:MOST_FOUND] if words else [],
    }
    context |= {"asked": described(context["selection"]), **_neighbours(people, person)}
    context |= {
        "approval": approvals.waiting_about(campaign),
        "given_back": approvals.last_given_back(campaign),
        "needs_second": approvals.needs_second(found.count),
        "approval_above": settings.NEWSLETTER_APPROVAL_ABOVE,
    }
    named = [context["person"], context.get("previous"), context.get("next"), *context["found"]]
    seeing.note([each.pk for each in named if each], by=request.user, now=now)
    try:
        context["preview"] = _preview(request, campaign, person)
    except CannotCompile as refused:
        context["refused"] = str(refused)
    return render(request, "newsletter/campaign_review.html", context)


def _neighbours(people: Any, person: Person | None) -> dict[str, Person | None]:
    if not person:
        return {}
    here, pk = person.sort_name, person.pk
    before = people.filter(Q(sort_name__lt=here) | Q(sort_name=here, pk__lt=pk))
    after = people.filter(Q(sort_name__gt=here) | Q(sort_name=here, pk__gt=pk))
    return {"previous": before.order_by("-sort_name", "-pk").first(), "next": after.first()}


def _preview(request: UserRequest, campaign: Campaign, person: Person | None) -> Preview:
    return preview(campaign, addressee(person) if person else as_colleague(request.user), timezone.localtime())


@require_safe
@xframe_options_sameorigin
@csp(FRAME)
@with_campaign
def campaign_preview(request: UserRequest, campaign: Campaign, person: int) -> HttpResponse:
    """Return the letter itself, for the frame of the page; without readers it is written to the colleague."""
    reader = get_object_or_404(Person.objects.visible_to(request.user), pk=person) if person else None
    seeing.note([reader.pk] if reader else [], by=request.user, now=timezone.now())
    try:
        shown = _preview(request, campaign, reader)
    except CannotCompile as refused:
        return HttpResponse(str(refused), content_type="text/plain; charset=utf-8")
    return HttpResponse(as_document(shown.html, str(request.csp_nonce)))  # type: ignore[attr-defined]


@require_POST
@with_draft
def campaign_archive(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Put an issue in the public archive once it is sent, or keep it out."""
    if not (campaign.is_issue and may_release_campaign(request.user, campaign)):
        raise PermissionDenied
    version = request.POST.get("version", "")
    try:
        campaigns.choose_archive(
            campaign=campaign,
            in_archive=request.POST.get("archief") == "ja",
            version=key_of(version),
            by=request.user,
            now=timezone.now(),
        )
    except (campaigns.AlreadyReleased, campaigns.ChangedMeanwhile) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("newsletter:campaign_review", campaign.pk)


@require_POST
@with_draft
def campaign_try(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Send the letter to the colleague who asks for it, and to nobody else."""
    try:
        releases.send_proof(campaign=campaign, to=request.user, now=timezone.now())
    except releases.CannotTry as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("The test is on its way to %(address)s. Its links lead to a page that says so.")
            % {"address": request.user.email},
        )
    return redirect("newsletter:campaign_review", campaign.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def campaign_release(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Ask once more, with the subject, the number and the moment; pressing the button releases the letter."""
    if not may_release_campaign(request.user, campaign):
        raise PermissionDenied
    now = timezone.now()
    found = reach(campaign, now)
    if request.method != "POST" and approvals.needs_second(found.count):
        return redirect("newsletter:campaign_approval_ask", campaign.pk)
    form = MomentForm(request.POST if request.method == "POST" else request.GET or {"when": MomentForm.NOW})
    reasons: tuple[str, ...] = ()
    if form.is_valid():
        if request.method == "POST":
            try:
                return _release(request, campaign, form)
            except releases.CannotRelease as refused:
                reasons = refused.reasons
                if visible(request).filter(pk=campaign.pk, mailing__isnull=False).exists():  # nothing is left to try
                    messages.info(request, " ".join(reasons))
                    return redirect("newsletter:campaign_progress", campaign.pk)
        else:
            sender = refusal(campaign, found.count, request.user, now)
            reasons = (*obstacles(campaign, now, form.cleaned_data["at"]), *filter(None, [sender]))
    context = {"campaign": campaign, "form": form, "reasons": reasons, "reach": found}
    context |= looked_over(request, campaign, found) if campaign.is_issue else {}
    at = form.cleaned_data["at"] if form.is_valid() else None
    context |= {"undo_minutes": math.ceil(settings.RELEASE_UNDO_SECONDS / 60), "leaves": at and leaves_at(now, at)}
    return render(request, "newsletter/campaign_release.html", context)


def looked_over(request: UserRequest, campaign: Campaign, found: Reach) -> dict[str, Any]:
    """Return what the pre-flight of an issue refuses and warns of, and what was written about that."""
    looked = preflight.checks(campaign, found, timezone.now())
    warned = [check for check in looked if check.tone == "warn"]
    anyway = request.POST.get("anyway", "")[: releases.LONGEST_REASON]
    return {"musts": preflight.musts(looked), "warned": warned, "anyway": anyway}


def _release(request: UserRequest, campaign: Campaign, moment: MomentForm) -> HttpResponse:
    version = request.POST.get("version", "")
    promised = releases.release(
        campaign=campaign,
        by=request.user,
        now=timezone.now(),
        version=key_of(version),
        at=moment.cleaned_data["at"],
        best_hour=moment.cleaned_data["best_hour"],
        anyway=request.POST.get("anyway", ""),
    )
    text = ngettext("Released: one person gets this letter.", "Released: %(number)s people get this letter.", promised)
    messages.success(request, text % {"number": number(promised)})
    return redirect("newsletter:campaign_progress", campaign.pk)
