from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


def only_if(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Open the view for a user of whom this is true (`permissions.may_…`), and answer 403 to others."""

    def around(view: View) -> View:
        @wraps(view)
        def door(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return door

    return around
