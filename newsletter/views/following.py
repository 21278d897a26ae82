"""Where the links in a letter lead: past the counter, to the address that stood in the letter."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsletter.actions import clicks
from newsletter.models import CountedLink
from newsletter.scanners import is_machine


@login_not_required
@never_cache
@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    """Count a click and lead on to the address that was stored at the release; no other can be asked for."""
    link = get_object_or_404(CountedLink.objects.select_related("campaign__mailing"), code=code)
    now = timezone.now()
    clicks.count(link=link, machine=is_machine(request, link, now), now=now)
    response = redirect(link.url)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
