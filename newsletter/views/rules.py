"""The rules of each kind of letter, for colleagues."""

from __future__ import annotations

import math

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from newsletter.queries.rules import TOLD, told_rules
from newsletter.queries.sender import MANY
from newsletter.views.doors import for_colleagues


@require_safe
@for_colleagues
def letter_rules(request: UserRequest) -> HttpResponse:
    """Show what holds for each kind of letter, and what is asked before one leaves."""
    context = {
        "kinds": TOLD,
        "rules": told_rules(),
        "approval_above": settings.NEWSLETTER_APPROVAL_ABOVE,
        "sender_above": MANY if settings.SENDER_MUST_BE_RIGHT else 0,
        "undo_minutes": math.ceil(settings.RELEASE_UNDO_SECONDS / 60),
        "tab": "rules",
    }
    return render(request, "newsletter/letter_rules.html", context)
