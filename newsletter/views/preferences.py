"""The preferences behind a personal link: which lists, how often, another address, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.views.answers import speak_as
from newsletter.actions import addresses, moving, notices, preferences, readers
from newsletter.actions.preferences import HowOften
from newsletter.actions.subscriptions import UNDO_WORDS, CannotUndo
from newsletter.queries import preferences as known
from newsletter.queries.leaving import UnknownLink
from newsletter.reader_forms import LinkForm, MoveForm, PauseForm
from web.keys import keys_of
from web.limits import Limit, answers_evenly, network_of, too_often
from web.personal import personal_page

PRESSES = Limit("preferences", times=20)
LINKS = Limit("preferences link", times=20)
LINKS_TO_ONE = Limit("preferences link to one", times=3, seconds=86_400)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody gets, and make it what they choose; nothing changes by looking."""
    try:
        reader = known.read(token)
    except UnknownLink:
        return unknown(request)
    speak_as(request, reader.person.language)
    if request.method == "POST":
        if wait := PRESSES.wait(str(reader.person.pk)):
            return too_often(request, wait)
        return _save(request, reader)
    return _page(request, reader)


def _save(request: HttpRequest, reader: known.Reader) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("action") == "stop_all":
        preferences.leave_all(person=reader.person, now=now, through=reader.campaign)
        messages.success(request, _("Done. You get no letters any more. We sent you a mail to take it back."))
        return redirect(request.path)
    try:
        often = HowOften(request.POST.get("often", HowOften.AS_IT_IS))
    except ValueError:
        often = HowOften.AS_IT_IS
    lists = set(keys_of(request.POST.getlist("lists")))
    pause = PauseForm(request.POST if often == HowOften.UNTIL else None)
    if pause.is_bound and not pause.is_valid():
        return _page(request, reader, pause=pause, ticked=lists)
    until = pause.cleaned_data["until"] if pause.is_bound else None
    _choose(request, reader, lists=lists, often=often, until=until, through=reader.campaign, now=now)
    return redirect(request.path)


def _choose(request: HttpRequest, reader: known.Reader, **told: Any) -> None:
    """Make the preferences what was chosen, with the words that the page showed, and say what came of it."""
    try:
        changed = preferences.save(person=reader.person, words=request.POST.getlist("words"), **told)
    except preferences.UnknownWords as refused:
        messages.error(request, str(refused))
    else:
        if changed:
            messages.success(request, _("Saved. We sent you a mail that says what changed."))
        else:
            messages.info(request, _("Nothing changed."))


def _page(
    request: HttpRequest, reader: known.Reader, pause: PauseForm | None = None, ticked: set[int] | None = None
) -> HttpResponse:
    """Show the preferences as they are, or as they were filled in when the day of a pause is not right."""
    preference = known.preference_of(reader.person)
    paused = preference and preference.paused_until and preference.paused_until > timezone.localdate()
    choices = known.choices(reader.person)
    context = {
        "reader": reader,
        "choices": choices,
        "ticked": {one.newsletter.pk for one in choices if one.place} if ticked is None else ticked,
        "pause": pause or PauseForm(),
        "preference": preference,
        "paused": paused,
        "unconfirmed": addresses.is_waiting(reader.person),
        "stopped": known.stopped_everything(reader.person) or known.is_disowned(known.address_of(reader.person)),
        "pauses": [(often.value, number) for often, number in preferences.MONTHS.items()],
    }
    return render(request, "newsletter/preferences.html", context)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def address_move(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another address; a letter to that address asks to confirm it, and until then nothing changes."""
    try:
        reader = known.read(token)
    except UnknownLink:
        return unknown(request)
    speak_as(request, reader.person.language)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wait := PRESSES.wait(str(reader.person.pk)):
            return too_often(request, wait)
        moving.ask(person=reader.person, address=form.cleaned_data["address"], now=timezone.now())
        messages.success(
            request,
            _(
                "Look in your mail at the new address and press the button in our letter. At most three of those go out"
                " in a day: does nothing come, then try again tomorrow."
            ),
        )
        return redirect("newsletter:preferences", token)
    return render(request, "newsletter/address_move.html", {"form": form, "reader": reader, "token": token})


@login_not_required
@answers_evenly
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_ask(request: HttpRequest) -> HttpResponse:
    """Send somebody the link to their preferences; the answer is the same for an address we do not know (bar Z22)."""
    form = LinkForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if wait := LINKS.wait(network_of(request)):
            return too_often(request, wait)
        address = form.cleaned_data["address"]
        allowed = not LINKS_TO_ONE.wait(address.lower())
        person = readers.known(address)
        if person and allowed and not form.fell_into_the_trap:
            notices.send_link(person, now=timezone.now())
        context["asked"] = True
    return render(request, "newsletter/preferences_ask.html", context)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Take back that somebody left, with the words on the button as their new consent."""
    try:
        stop, person = known.open_undo(token)
    except UnknownLink:
        return unknown(request)
    speak_as(request, person.language)
    context: dict[str, Any] = {"undo_words": UNDO_WORDS}
    if request.method == "POST" and request.POST.get("keuze") == "ja":
        try:
            preferences.take_back(stop=stop, person=person, now=timezone.now())
        except CannotUndo as refused:
            context["refused"] = str(refused)
        else:
            return redirect(request.path)
    context |= {"done": stop.lifted_at is not None, "open": known.may_take_back(stop, timezone.now())}
    return render(request, "newsletter/undo_stop.html", context)


def unknown(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere, without a word about whom it might be (bar M6)."""
    return render(request, "newsletter/unknown_link.html", status=404)
