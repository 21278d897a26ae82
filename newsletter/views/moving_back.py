"""The page behind the letter that says one's letters go to another address: taking that back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.views.answers import speak_as
from newsletter.actions import moving
from newsletter.queries import moves
from newsletter.queries.leaving import UnknownLink
from newsletter.views.preferences import PRESSES, unknown
from web.limits import too_often
from web.personal import personal_page


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_move(request: HttpRequest, token: str) -> HttpResponse:
    """Let the letters go to the old address again, with one press; nothing changes by looking."""
    try:
        move = moves.read(token, timezone.now())
    except UnknownLink:
        return unknown(request)
    speak_as(request, move.person.language)
    if request.method == "POST" and request.POST.get("keuze") == "ja" and move.may_be_undone:
        if wait := PRESSES.wait(str(move.person.pk)):
            return too_often(request, wait)
        moving.move_back(person=move.person, old=move.old, now=timezone.now())
        return redirect(request.path)
    context: dict[str, Any] = {"move": move}
    return render(request, "newsletter/undo_move.html", context)
