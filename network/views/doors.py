from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase

from accounts.requests import UserRequest

Answer = TypeVar("Answer", bound=HttpResponseBase)


def for_colleagues(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Open this page to who works at KIS; for others it does not exist."""

    @wraps(view)
    def opened(request: UserRequest, *args: Any, **kwargs: Any) -> Answer:
        if not request.user.works_at_kis:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


def demand(allowed: bool) -> None:
    """Refuse (403) a colleague who may see this and may not do it."""
    if not allowed:
        raise PermissionDenied
