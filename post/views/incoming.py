"""The door for what comes back, for a mail server of ours that hands it on; it says nothing about what was in it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from post.actions import reports
from post.incoming import signature


@login_not_required
@csrf_exempt
@require_POST
def came_back(request: HttpRequest) -> HttpResponse:
    """Take in one message as it came in at our bounce address; no such page without a key in the settings."""
    if not settings.POST_WEBHOOK_KEYS:
        raise Http404
    now = timezone.now()
    try:
        signature.check(
            body=request.body,
            time=request.headers.get("X-Post-Time", ""),
            signature=request.headers.get("X-Post-Signature", ""),
            now=now,
        )
    except RequestDataTooBig:
        return _said("This message is too large.", 413)
    except signature.BadSignature:
        return _said("The signature is not good, or too old.", 401)
    reports.take(raw=request.body, now=now)
    return HttpResponse(status=204)


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
