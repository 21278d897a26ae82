"""What a request looks like once somebody is logged in: for the type checker, it does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is logged in, as `LoginRequiredMiddleware` guarantees."""

    user: User
    htmx: HtmxDetails
