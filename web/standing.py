"""Three small public pages for machines: is it up, whom to tell about a hole, what robots may read."""

from __future__ import annotations

import redis
import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Answer ok when the database and Redis do; what is wrong stands in the log and nowhere else (Z47)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            broker.ping()
    except Exception as trouble:
        log.error("unhealthy", trouble=type(trouble).__name__)
        return HttpResponse("not ok\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say whom to tell about a hole in our security (RFC 9116, X1)."""
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {settings.SECURITY_TXT_EXPIRES:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}{reverse('security_txt')}",
        f"Policy: {settings.BASE_URL}{reverse('report_hole')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django passes it
    """Let search engines read the meetings, the newsletters and the page to subscribe, and nothing else."""
    open_pages = ("/bijeenkomsten/", "/nieuwsbrief/$", "/nieuwsbrief/archief/", "/privacy/", "/toegankelijkheid/")
    text = "User-agent: *\nDisallow: /\n" + "".join(f"Allow: {page}\n" for page in open_pages)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
