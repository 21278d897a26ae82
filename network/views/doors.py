from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from accounts.requests import UserRequest

View = Callable[..., HttpResponse]


def for_colleagues(view: View) -> View:
    """Open this page to who works at KIS; for others it does not exist."""

    @wraps(view)
    def opened(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.works_at_kis:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


def demand(allowed: bool) -> None:
    """Refuse (403) a colleague who may see this and may not do it."""
    if not allowed:
        raise PermissionDenied
