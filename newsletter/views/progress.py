"""How the letters of a campaign go: live while they go, and what came of it afterwards."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter import exports
from newsletter.models import Campaign
from newsletter.permissions import may_export_letters, may_release_campaign, may_release_campaigns
from newsletter.previews import as_colleague, preview
from newsletter.queries import figures, missed, results
from newsletter.queries.audiences import LeftOut
from newsletter.queries.latecomers import may_still_join
from newsletter.queries.releases import may_be_undone
from newsletter.queries.results import STATES, Outcome
from newsletter.views.audiences import listed
from newsletter.views.campaigns import lines_of
from newsletter.views.doors import for_colleagues, for_those_who, mailing_of, visible, with_released
from post.models import Letter, LetterState, Mailing, MailingState
from post.queries import Progress, Trouble, explained, letters_at, places_of_trouble, progress
from post.quiet import quiet_until
from web.pages import page_or_fragment
from web.spreadsheets import csv_file

PER_PAGE = 20
SHOWN_AT_START = 5
ENDED = (MailingState.FINISHED, MailingState.CANCELLED)
ALWAYS_SHOWN = ("sent", "waiting", "deferred", "failed")
SLUGS = {state.name.lower(): slug for slug, state in STATES.items()}


@require_safe
@with_released
def campaign_progress(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Show how many letters left and what went wrong; htmx asks for the numbers every two seconds while they move.

    When the mailing went from one state to another since the page was drawn, the whole page is drawn anew.
    """
    mailing = mailing_of(campaign)
    if request.htmx and request.GET.get("stand") not in (None, mailing.state):
        return HttpResponseClientRefresh()
    made = progress(mailing)
    context: dict[str, Any] = {
        "campaign": campaign,
        "mailing": mailing,
        "state": mailing.state,
        "step": "done" if mailing.state in ENDED else "running",
        "tab": "sent" if mailing.state in ENDED else "running",
        "progress": made,
        "tiles": _tiles(made),
        "expected_end": results.expected_end(mailing, made, timezone.now()),
        "may_steer": may_release_campaigns(request.user),
        "may_send": may_release_campaign(request.user, campaign),
        "may_export": may_export_letters(request.user),
        "quiet_until": quiet_until(timezone.now()),
        "for_their_hour": results.for_their_hour(mailing, timezone.now()),
        "at_work": results.at_work(mailing),
        "left_out": partial(results.left_out, campaign),  # stands outside what is asked every two seconds
        "batch": results.batch_of(mailing, timezone.now()),
        "undoable": may_be_undone(mailing, made),
        "may_join": may_still_join(campaign, timezone.now()),
        **(_troubles(request, mailing) if _is_troubled(made) else {}),
    }
    if mailing.state != MailingState.SCHEDULED:
        context["outcomes"] = results.outcomes(campaign, made)
        context["links"] = figures.links_of(campaign)
    if mailing.state in ENDED:
        if made.sent < made.promised and missed.is_of_use(campaign, timezone.now()):
            context["missed"] = missed.of(campaign, timezone.now())
        context["not_sent"] = [
            (SLUGS[state.name.lower()], words, counted) for state, words, counted in results.not_sent(mailing, made)
        ]
    return page_or_fragment(request, "newsletter/campaign_progress.html", "numbers", context)


def _tiles(made: Progress) -> list[tuple[str, str, int]]:
    """Return each state with the name of its list and its number; the rare ones only when there are any."""
    counts = [(name, slug, getattr(made, name)) for name, slug in SLUGS.items()]
    order = [*ALWAYS_SHOWN, *(name for name, _slug, _count in counts if name not in ALWAYS_SHOWN)]
    counts.sort(key=lambda counted: order.index(counted[0]))
    return [counted for counted in counts if counted[2] or counted[0] in ALWAYS_SHOWN]


def _is_troubled(made: Progress) -> bool:
    """Tell whether there is any trouble to list: looking for it among a million letters takes a while."""
    return made.sent + made.waiting + made.skipped + made.cancelled < made.promised


def _troubles(request: UserRequest, mailing: Mailing) -> dict[str, Any]:
    page = Paginator(places_of_trouble(mailing), PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "troubles": _with_attempts(mailing, letters_at(page))}


def _with_attempts(mailing: Mailing, letters: list[Letter]) -> list[tuple[Trouble, datetime | None]]:
    """Return what was the matter with each letter, and when it is tried again."""
    again = results.next_attempts(mailing, [letter.pk for letter in letters])
    return [(trouble, again.get(trouble.letter.pk)) for trouble in explained(letters)]


@require_safe
@with_released
def campaign_letters(request: UserRequest, campaign: Campaign, group: str) -> HttpResponse:
    """List the letters in one state, each with whose it is and why."""
    if group not in STATES:
        raise Http404
    state = STATES[group]
    known = Person.objects.visible_to(request.user)
    found = results.letters_in(mailing_of(campaign), state, known)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    seeing.note([letter.person_id for letter in page if letter.person_id], by=request.user, now=timezone.now())
    letters = _with_attempts(mailing_of(campaign), list(page))
    context = {"campaign": campaign, "page": page, "heading": capfirst(LetterState(state).label), "letters": letters}
    return render(request, "newsletter/campaign_letters.html", context)


@require_safe
@with_released
def campaign_left_out(request: UserRequest, campaign: Campaign, group: str) -> HttpResponse:
    """List who was in the audience and was left out at the release, for one reason."""
    if group not in LeftOut.values:
        raise Http404
    names = campaign.left_out_people.filter(reason=group).values("person")
    people = Person.objects.visible_to(request.user).filter(pk__in=names)
    heading = capfirst(LeftOut(group).label)
    explanation = _("So it was when the letter was released. It may be otherwise now.")
    return listed(request, campaign, people, heading=heading, explanation=explanation, **_from_here(campaign))


@require_safe
@with_released
def campaign_outcome(request: UserRequest, campaign: Campaign, group: str) -> HttpResponse:
    """List the people who answered in one way, did not answer, or left the list through this letter."""
    if group not in Outcome.values:
        raise Http404
    people = results.people_with(campaign, Outcome(group))
    return listed(request, campaign, people, heading=capfirst(Outcome(group).label), **_from_here(campaign))


def _from_here(campaign: Campaign) -> dict[str, str]:
    return {"back": reverse("newsletter:campaign_progress", args=[campaign.pk]), "tab": "running"}


@require_safe
@for_those_who(may_export_letters)
@with_released
def campaign_troubles(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Return whom the letter did not reach as a file for a spreadsheet, and write down who took it."""
    rows = exports.troubles(campaign=campaign, mailing=mailing_of(campaign), by=request.user)
    return csv_file(rows, f"verzending-{campaign.pk}-niet-gelukt.csv")


@require_safe
@with_released
def campaign_letter(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """Show the letter as it went out."""
    subject = preview(campaign, as_colleague(request.user), timezone.localtime()).subject
    return render(request, "newsletter/campaign_letter.html", {"campaign": campaign, "subject": subject})


@require_safe
@for_colleagues
def start_running(request: UserRequest) -> HttpResponse:
    """Return what is on its way, for the start page."""
    running = visible(request).running().order_by("-mailing__released_at")[:SHOWN_AT_START]
    return render(request, "newsletter/start_running.html", {"lines": lines_of(running)})
