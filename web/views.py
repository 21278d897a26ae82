from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what we keep of people, why and how long (bar P14)."""
    return render(request, "web/privacy.html", {"contact": settings.POST_REPLY_TO})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how far these pages can be used by everybody (bar A9)."""
    return render(request, "web/accessibility.html", {"contact": settings.POST_REPLY_TO})


@login_not_required
@require_safe
def report_hole(request: HttpRequest) -> HttpResponse:
    """Say how to tell us about a hole in our security, and what we do then."""
    return render(request, "web/report_hole.html", {"contact": settings.SECURITY_CONTACT})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say what to do when a form was open too long or cookies are off."""
    return render(request, "403_csrf.html", status=403)
