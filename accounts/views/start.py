from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest


@require_safe
def start(request: UserRequest) -> HttpResponse:
    """Greet somebody and show what asks for attention today; each room fills its own section."""
    now = timezone.localtime()
    return render(request, "accounts/start.html", {"now": now, "greeting": greeting(now)})


def greeting(now: datetime) -> str:
    """Say good day the way it is said at this hour."""
    if now.hour < 6:
        return _("Good night")
    if now.hour < 12:
        return _("Good morning")
    return _("Good afternoon") if now.hour < 18 else _("Good evening")
