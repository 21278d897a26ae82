from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import users
from accounts.forms import OwnAccount
from accounts.requests import UserRequest


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: UserRequest) -> HttpResponse:
    """Show one's own account and change name, language and the weekly letter; the rest has pages of its own."""
    form = OwnAccount(request.POST or None, initial=_as_it_is(request), user=request.user)
    if form.is_valid():
        users.describe(user=request.user, **{**_as_it_is(request), **form.cleaned_data})
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Kept. This is how we call you from now on."))
        return redirect("accounts:account")
    context = {"form": form, "has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "accounts/account.html", context)


@require_POST
def end_other_sessions(request: UserRequest) -> HttpResponse:
    """Log this user out everywhere but here (S42)."""
    users.end_sessions(user=request.user, by=request.user)
    request.user.refresh_from_db(fields=["session_round"])
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Done. You are signed in here, and nowhere else."))
    return redirect("accounts:account")


def _as_it_is(request: UserRequest) -> dict[str, Any]:
    names = ("given_name", "tussenvoegsel", "family_name", "language", "weekly_letter")
    return {name: getattr(request.user, name) for name in names}
