"""The page behind the personal link with which a reader says that they want to stay on a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.views.answers import speak_as
from newsletter.actions import renewals
from newsletter.queries.leaving import UnknownLink
from newsletter.queries.renewals import Question, read
from web.limits import Limit, too_often
from web.personal import personal_page

PRESSES = Limit("renewal", times=20)


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants to stay; two buttons, so that a scanner cannot decide (bar F24, Z17)."""
    try:
        question = read(token)
    except UnknownLink:
        return render(request, "newsletter/unknown_link.html", status=404)
    speak_as(request, question.ask.person.language)
    if request.method == "POST":
        if wait := PRESSES.wait(str(question.ask.person_id)):
            return too_often(request, wait)
        return _answered(request, question)
    return render(request, "newsletter/stay.html", {"question": question, "words": _words(request, question)})


def _answered(request: HttpRequest, question: Question) -> HttpResponse:
    choice = request.POST.get("keuze", "")
    try:
        if choice == "ja":
            renewals.stay(ask=question.ask, language=request.LANGUAGE_CODE, now=timezone.now())
        elif choice == "nee":
            renewals.go(ask=question.ask, now=timezone.now())
    except renewals.CannotAnswer as refused:
        return render(request, "newsletter/subscribe_refused.html", {"refused": str(refused)})
    return redirect(request.path)


def _words(request: HttpRequest, question: Question) -> str:
    return question.ask.renewal.text.shown_in(request.LANGUAGE_CODE)
