"""Doors that open for some colleagues only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from accounts.models import User
from accounts.requests import UserRequest
from events.permissions import may_export_participants, may_manage_events, may_see_participants

View = Callable[..., HttpResponse]


def _door(may: Callable[[User], bool]) -> Callable[[View], View]:
    """Let in who may; for others of KIS the door is closed (403), for everybody else it is not there (404)."""

    def closed(view: View) -> View:
        @wraps(view)
        def page(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.works_at_kis:
                raise Http404
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return page

    return closed


for_colleagues = _door(may_see_participants)
for_makers = _door(may_manage_events)
for_exporters = _door(may_export_participants)
