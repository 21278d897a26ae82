"""What is asked of every request: which language, whether the session still holds, who you are, and how sure we are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, middleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

if TYPE_CHECKING:
    from accounts.requests import UserRequest

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]

# Where somebody of KIS may be before there is a second factor: the way to get one, out, and what everybody may read.
BEFORE_SECOND_FACTOR = {
    "mfa_activate_totp",
    "mfa_totp_qr",
    "account_reauthenticate",
    "account_logout",
    "set_language",
    "privacy",
    "accessibility",
    "healthz",
    "robots",
    "security_txt",
}
SEEN_EVERY = 60  # seconds between two notes that somebody is still there: a session is not written at every request


class LanguageMiddleware:
    """Speak the language somebody chose: the one of their account, else of the cookie, else Dutch.

    The browser is not asked: many Dutch readers have one that asks for English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    def _chosen(self, request: HttpRequest) -> str:
        if request.user.is_authenticated:
            return request.user.language
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class PrivatePageMiddleware:
    """Keep pages of somebody logged in out of every cache; let the browser forget them at logout (S58, S59)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_somebody = request.user.is_authenticated
        response = self.get_response(request)
        if was_somebody and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        if was_somebody and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SessionLimitMiddleware:
    """End the session of somebody of KIS who was away too long, or logged in too long ago (S40).

    Members and others stay in for as long as `SESSION_COOKIE_AGE` says since their last visit.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: UserRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._hold_to_limits(request)
        return self.get_response(request)

    def _hold_to_limits(self, request: UserRequest) -> None:
        session, now = request.session, time.time()
        started, seen = session.setdefault("started_at", now), session.setdefault("seen_at", now)
        idle, long = now - seen > settings.STAFF_IDLE_SECONDS, now - started > settings.STAFF_LONGEST_SECONDS
        if (idle or long) and request.user.works_at_kis:
            logout(request)
            messages.info(request, _("For safety we ended your session. Sign in again to go on."))
        elif now - seen > SEEN_EVERY and not _is_the_page_itself(request):
            session["seen_at"] = now


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Ask everybody to log in, except on pages that say themselves that they are public."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:  # type: ignore[override]
        """Let htmx fetch the whole page anew: it would put the login page inside a fragment.

        After a form that came too late, lead back to its page: its own address may take nothing but forms.
        """
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
        if request.method == "POST":
            messages.warning(request, _("Not done, because you were not signed in. Sign in and do it once more."))
            return redirect_to_login(_came_from(request))
        return super().handle_no_permission(request, view_func)


class SecondFactorMiddleware:
    """Let nobody of KIS in anywhere without a second factor (Z20, S34): who has none is led to making one.

    Who has one was asked for it at login, whichever way they came, so its presence is enough here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: UserRequest, *_: Any) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR or not request.user.is_authenticated or not request.user.works_at_kis:
            return None
        match = request.resolver_match
        if (match and match.view_name in BEFORE_SECOND_FACTOR) or self._has_one(request):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse("mfa_activate_totp"))
        return redirect("mfa_activate_totp")

    def _has_one(self, request: UserRequest) -> bool:
        if not request.session.get("second_factor"):
            request.session["second_factor"] = is_mfa_enabled(request.user)
        return bool(request.session["second_factor"])


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours from which a form was sent, or the start when the browser does not tell."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl() if page and ours else "/"


def _is_the_page_itself(request: UserRequest) -> bool:
    """Tell whether an open page asks by itself, such as for the progress of a mailing: nobody need be there."""
    return bool(request.htmx) and request.method == "GET" and not request.htmx.boosted
