"""Look at a page of our own as a stranger does, to see whether readers can open it; nothing leaves the house."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.shortcuts import resolve_url
from django.utils import translation

LOG_IN_FIRST = 403


def is_ours(url: str) -> bool:
    """Tell whether an address is one of this site."""
    return url == settings.BASE_URL or url.startswith(f"{settings.BASE_URL}/")


def ask(url: str) -> tuple[int, str]:
    """Return what our own site answers somebody who is not logged in: the status and the onward address.

    A page that asks them to log in first is none that they can open.
    """
    parts = urlsplit(url)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
            "QUERY_STRING": parts.query,
            "HTTP_HOST": parts.netloc,
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or 443),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    with translation.override(settings.LANGUAGE_CODE):
        answer = _site().get_response(request)
    location = answer.headers.get("Location", "")
    if urlsplit(location).path == resolve_url(settings.LOGIN_URL):
        return LOG_IN_FIRST, ""
    return answer.status_code, location


@cache
def _site() -> BaseHandler:
    site = BaseHandler()
    site.load_middleware()
    return site
