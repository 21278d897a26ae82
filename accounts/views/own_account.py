from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest


@require_safe
def account(request: UserRequest) -> HttpResponse:
    return render(request, "accounts/account.html")
