"""What a page does when the database lets it wait too long: it says so, and nothing is half written.

Only the web processes are this impatient (`config/wsgi.py`): a worker or a migration waits as long as needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from psycopg import errors

# No lock in time, no answer in time, or two that waited for each other: PostgreSQL took back what was begun.
BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)
AGAIN_AFTER = 60  # seconds
CSRF = "csrfmiddlewaretoken"

log = structlog.get_logger(__name__)


def be_impatient() -> None:
    """Give each connection that this process opens from now on the limits of a page."""
    connection_created.connect(limit, dispatch_uid="web.busy.limit")


def limit(*, connection: Any, **_: Any) -> None:
    """Let PostgreSQL end what waits for a lock, or runs, longer than a reader waits for a page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)",
            [f"{settings.WEB_LOCK_TIMEOUT_MS}ms", f"{settings.WEB_STATEMENT_TIMEOUT_MS}ms"],
        )


class BusyMiddleware:
    """Answer 503 with when to try again, instead of an error, when the database was too busy for a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError) or not isinstance(exception.__cause__, BUSY):
            return None
        log.warning("busy", why=type(exception.__cause__).__name__)
        response = render(request, "503.html", {"again": sent(request)}, status=503)
        response["Retry-After"] = str(AGAIN_AFTER)
        add_never_cache_headers(response)
        return response


def sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form sent, for a button that sends it again; no password, and nothing when files came along."""
    if request.FILES or any("password" in name for name in request.POST):
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if name != CSRF]
