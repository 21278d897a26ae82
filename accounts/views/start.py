from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest


@require_safe
def start(request: UserRequest) -> HttpResponse:
    """Greet somebody and show what asks for attention today."""
    return render(request, "accounts/start.html", {"now": timezone.localtime()})
