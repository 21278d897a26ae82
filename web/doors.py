from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
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


def one_at_a_time(model: type[Model]) -> Callable[[View], View]:
    """Let who saves this record wait until who saves it just now is done; looking waits for nobody."""

    def around(view: View) -> View:
        @wraps(view)
        def opened(request: Any, pk: int) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, pk)
            with transaction.atomic():
                list(model._default_manager.filter(pk=pk).select_for_update(no_key=True).values_list("pk"))
                return view(request, pk)

        return opened

    return around
