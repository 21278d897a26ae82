from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.requests import UserRequest
from network.queries.merges import Party, kept_instead

Answer = TypeVar("Answer", bound=HttpResponseBase)


def for_colleagues(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Open this page to who works at KIS; for others it does not exist."""

    @wraps(view)
    def opened(request: UserRequest, *args: Any, **kwargs: Any) -> Answer:
        if not request.user.works_at_kis:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


def where_it_went(model: type[Party], pk: int, page: str) -> HttpResponseRedirect:
    """Lead to the record into which this one was merged.

    :raises Http404: when there is none either.
    """
    if instead := kept_instead(model, pk):
        return HttpResponseRedirect(reverse(page, args=[instead]))
    raise Http404


def demand(allowed: bool) -> None:
    """Refuse (403) a colleague who may see this and may not do it."""
    if not allowed:
        raise PermissionDenied
