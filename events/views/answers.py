from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from events import queries
from events.actions import registrations
from events.actions.registrations import CannotAnswer
from events.models import AnswerSource, Event, Registration
from network.models import Person
from post import links
from web.limits import Limit, network_of, too_often
from web.personal import personal_page

PRESSES = Limit("answer", times=60)
BAD_LINKS = Limit("bad link", times=60)
CHOICES = {"ja": True, "nee": False}


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, *, coming: bool, token: str) -> HttpResponse:
    """Ask whether somebody comes; record it once they press a button (bar M5, Z17: a look changes nothing)."""
    try:
        behind = queries.behind(links.open("answer", token))
    except links.BadLink:
        behind = None
    if not behind:
        return bad_link(request)
    event, person = behind
    speak_as(request, person.language)
    said = CHOICES.get(request.POST.get("antwoord", ""))
    if request.method == "POST" and said is not None:
        return _record(request, event, person, said)
    now = timezone.now()
    try:
        registrations.refuse_when_over(event, now)
    except CannotAnswer as refused:
        return over(request, event, refused)
    context = {"listed": queries.listed([event], now)[0], "person": person, "coming": coming}
    return render(request, "events/answer.html", context)


def _record(request: HttpRequest, event: Event, person: Person, coming: bool) -> HttpResponse:
    """Record what somebody pressed, and say what holds now."""
    if wait := PRESSES.wait(f"{event.pk}:{person.pk}"):
        return too_often(request, wait)
    try:
        registration = registrations.answer(
            event=event, person=person, coming=coming, source=AnswerSource.LETTER, now=timezone.now()
        )
    except CannotAnswer as refused:
        return over(request, event, refused)
    return render(request, "events/answer_given.html", standing_of(registration))


def standing_of(registration: Registration) -> dict[str, object]:
    """Return what a page needs to say how it stands between a person and an event."""
    place = queries.place_in_line(registration) if registration.waiting_since else None
    return {"registration": registration, "event": registration.event, "person": registration.person, "place": place}


def over(request: HttpRequest, event: Event, refused: Exception) -> HttpResponse:
    """Say why an answer makes no difference any more."""
    context = {"event": event, "reason": str(refused), "called_off": event.cancelled_at is not None}
    return render(request, "events/answer_over.html", context, status=410)


def bad_link(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere, without a word about whom or what it might be (bar M6)."""
    if wait := BAD_LINKS.wait(network_of(request)):
        return too_often(request, wait)
    return render(request, "events/bad_link.html", status=404)


def speak_as(request: HttpRequest, language: str) -> None:
    """Go on in the language of the letter, unless the reader chose one here."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language
