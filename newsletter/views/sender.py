"""Whether receivers take our letters for ours; and letting one letter go out all the same."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from newsletter.actions import senders
from newsletter.models import Campaign
from newsletter.permissions import may_release_campaigns
from newsletter.queries.audiences import reach
from newsletter.queries.latecomers import latecomers
from newsletter.queries.sender import standing
from newsletter.views.doors import for_colleagues, for_those_who, with_campaign
from post.actions import sender_checks
from post.models import SenderCheck
from web.limits import Limit, too_often

LOOKS = Limit("sender-check", times=20)
# Where a colleague reads that the sender stands in the way, by the word in the address that says so.
CAME_FROM = {
    "akkoord": "newsletter:campaign_approval",
    "later-bij": "newsletter:campaign_latecomers",
    "gemist": "newsletter:campaign_missed",
}
LONGEST_SOURCE = 200_000  # characters


class SourceForm(forms.Form):
    """The source of a letter that arrived, as a mail program shows it."""

    source = forms.CharField(
        label=gettext_lazy("The source of a letter that you got from us"),
        help_text=gettext_lazy("In your mail program: “Show original” or “View source”. Copy all of it. We keep none."),
        max_length=LONGEST_SOURCE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )


class OverrideForm(forms.Form):
    """Why a letter may go out under a sender that receivers may not trust, and what one looked at."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    reason = forms.CharField(
        label=gettext_lazy("Why may it go out all the same?"),
        help_text=gettext_lazy("Your name and this reason stay on record."),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "short"}),
    )


@require_safe
@for_colleagues
def sender(request: UserRequest) -> HttpResponse:
    """Show what was found when somebody last looked, and what to add to the DNS."""
    return _shown(request, SourceForm())


def _shown(request: UserRequest, form: SourceForm) -> HttpResponse:
    checks = SenderCheck.objects.select_related("by")
    context = {
        "last": checks.of_the_dns().first(),
        "letter": checks.of_letters().first(),
        "sender": sender_checks.ours(),
        "form": form,
        "may_look": may_release_campaigns(request.user),
        "tab": "sender",
    }
    return render(request, "newsletter/sender.html", context)


@require_POST
@for_those_who(may_release_campaigns)
def sender_look(request: UserRequest) -> HttpResponse:
    """Look in the DNS now."""
    if wait := LOOKS.wait(str(request.user.pk)):
        return too_often(request, wait)
    sender_checks.look(by=request.user, now=timezone.now())
    return redirect("newsletter:sender")


@require_POST
@for_those_who(may_release_campaigns)
def sender_letter(request: UserRequest) -> HttpResponse:
    """Look whether the signature of a letter that arrived covers the unsubscribe headers."""
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _shown(request, form)
    sender_checks.look_at_letter(source=form.cleaned_data["source"], by=request.user, now=timezone.now())
    return redirect("newsletter:sender")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_release_campaigns)
@with_campaign
def sender_overrule(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Ask why a letter may go out although the sender is not right, write that down, and lead back."""
    now = timezone.now()
    back = _back(request, campaign)
    people = _people(campaign, now)
    looked_at = {"version": campaign.version, "number": people}
    form = OverrideForm(request.POST if request.method == "POST" else None, initial=looked_at)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"number": min(people, form.cleaned_data["number"])}
        try:
            senders.overrule(campaign=campaign, **told, by=request.user, now=now)
        except senders.CannotOverrule as refused:
            form = OverrideForm(form.cleaned_data | looked_at)
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down. A colleague other than you can release this letter now."))
            return redirect(back)
    context = {"campaign": campaign, "form": form, "standing": standing(campaign, people, now), "people": people}
    context |= {"back": back, "tab": "running" if campaign.mailing_id else "in_the_making"}
    return render(request, "newsletter/sender_overrule.html", context)


def _back(request: UserRequest, campaign: Campaign) -> str:
    """Return the page on which this colleague read that the sender stands in the way."""
    otherwise = "newsletter:campaign_progress" if campaign.mailing_id else "newsletter:campaign_review"
    return reverse(CAME_FROM.get(request.GET.get("vanaf", ""), otherwise), args=[campaign.pk])


def _people(campaign: Campaign, now: datetime) -> int:
    """Count whom the letter would go to; after its release with those who came later."""
    if campaign.mailing is None:
        return reach(campaign, now).count
    return campaign.mailing.promised + latecomers(campaign, now).count()
