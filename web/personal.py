"""Pages behind a personal link in a letter: nobody logs in, and the address itself must not wander."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


class CsrfWithoutOrigin(CsrfViewMiddleware):
    """As Django's own, but `Origin: null` decides nothing: the token in the form and its cookie do.

    A browser sends that from every page that tells it to keep its address to itself (Fetch, request `Origin` header).
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META["HTTP_ORIGIN"] == "null" or super()._origin_verified(request)  # type: ignore[misc]


def personal_page(view: View) -> View:
    """Open this view to who has the link, and keep the link out of caches, referrers and search engines (bar Z18)."""
    guarded: View = decorator_from_middleware(CsrfWithoutOrigin)(view)  # type: ignore[assignment]

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = guarded(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(csrf_exempt(page))
