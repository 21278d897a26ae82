"""The lists of one person, on their page: what they said yes to, recording that, and taking them off."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Person
from newsletter.actions import addresses, subscriptions, taking_off
from newsletter.forms import ConsentForm
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import ConsentSource
from newsletter.permissions import may_record_consent
from newsletter.queries.leaving import is_on_list, stopped_lists
from newsletter.views.doors import for_colleagues, for_those_who
from web.pages import page_or_fragment


@require_safe
@for_colleagues
def person_lists(request: UserRequest, person: int) -> HttpResponse:
    """Show every list with how it stands with this person; the page of the person asks for the lists alone."""
    known = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    seeing.note([known.pk], by=request.user, now=timezone.now())
    places = Subscription.objects.filter(person=known).order_by("-agreed_at", "-pk")
    lists = Newsletter.objects.prefetch_related(Prefetch("subscriptions", places, to_attr="places"))
    context = {
        "person": known,
        "lists": lists,
        "stopped": stopped_lists(known),
        "unconfirmed": addresses.is_waiting(known),
        "may_record": may_record_consent(request.user),
    }
    return page_or_fragment(request, "newsletter/person_lists.html", "lists", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_record_consent)
def consent_create(request: UserRequest, person: int, slug: str) -> HttpResponse:
    """Record that somebody said yes to a list, with the proof."""
    known = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    newsletter = get_object_or_404(Newsletter, slug=slug)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _begin(known, newsletter, form, request)
        except subscriptions.CannotBegin as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. From now on invitations and letters of this list may come."))
            return redirect("network:person_detail", known.pk)
    seeing.note([known.pk], by=request.user, now=timezone.now())
    return render(request, "newsletter/consent_create.html", {"form": form, "person": known, "newsletter": newsletter})


def _begin(person: Person, newsletter: Newsletter, form: ConsentForm, request: UserRequest) -> None:
    subscriptions.begin(
        person=person,
        newsletter=newsletter,
        wording=form.cleaned_data["wording"],
        source=ConsentSource(form.cleaned_data["source"]),
        proof=form.cleaned_data["proof"],
        agreed_at=form.agreed_at,
        by=request.user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(may_record_consent)
def place_end(request: UserRequest, person: int, slug: str) -> HttpResponse:
    """Ask whether somebody goes off a list because they asked us to, and take them off."""
    known = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    newsletter = get_object_or_404(Newsletter, slug=slug)
    if request.method != "POST":
        context = {"person": known, "newsletter": newsletter, "on_list": is_on_list(known, newsletter)}
        return render(request, "newsletter/place_end.html", context)
    taking_off.take_off(person=known, newsletter=newsletter, now=timezone.now(), by=request.user)
    messages.success(request, _("Taken off the list. No letter of it leaves for this person any more."))
    return redirect("network:person_detail", known.pk)
