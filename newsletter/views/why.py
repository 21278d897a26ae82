"""“Why do I get this e-mail?”: what was written down when the letter was sent, and the ways out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.views.answers import speak_as
from newsletter.actions import preferences
from newsletter.queries import leaving, renewals
from newsletter.queries import why as reasons
from newsletter.queries.leaving import UnknownLink
from newsletter.queries.preferences import is_disowned, stopped_everything
from newsletter.reader_forms import PauseForm
from newsletter.views.preferences import PRESSES, unknown
from post.links import seal
from web.limits import too_often
from web.personal import personal_page


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest, token: str) -> HttpResponse:
    """Say why this letter came; each button stops something at once and tells the reader by mail how to undo it."""
    try:
        told = reasons.read(token, timezone.now())
    except UnknownLink:
        return unknown(request)
    speak_as(request, told.person.language)
    pause = PauseForm(request.POST if request.POST.get("action") == "pause" else None)
    if request.method == "POST" and (pause.is_valid() or not pause.is_bound):
        if wait := PRESSES.wait(str(told.person.pk)):
            return too_often(request, wait)
        _change(request, told, pause)
        return redirect(request.path)
    context: dict[str, Any] = {
        "why": told,
        "pause": pause,
        "on_list": leaving.is_on_list(told.person, told.newsletter),
        "stopped": stopped_everything(told.person) or is_disowned(told.went_to),
        "preferences": seal("preferences", 0, told.person.pk, 0),
    }
    if asked := renewals.waiting_for(told.person, told.newsletter):
        context |= {"renewal": asked, "renewal_token": seal(renewals.PURPOSE, asked.renewal_id, told.person.pk, 0)}
    return render(request, "newsletter/why.html", context)


def _change(request: HttpRequest, told: reasons.Why, pause: PauseForm) -> None:
    now, action = timezone.now(), request.POST.get("action", "")
    if action == "stop":
        preferences.leave(person=told.person, newsletter=told.newsletter, through=told.campaign, now=now)
    elif pause.is_bound:
        preferences.pause(person=told.person, until=pause.cleaned_data["until"], now=now)
    elif action == "fewer":
        preferences.want_fewer(person=told.person, now=now)
    elif action == "stop_all":
        preferences.leave_all(person=told.person, through=told.campaign, now=now)
    elif action == "not_me":
        preferences.disown(person=told.person, address=told.went_to, now=now)
    else:
        return
    messages.success(request, _("Done. We sent a mail to this address that says what changed, and how to undo it."))
