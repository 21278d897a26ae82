"""How a program comes in: with the secret of its token in the header Authorization (RFC 6750), and in no other way."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from accounts.actions import api_tokens
from accounts.models import ApiToken, Scope
from web.api import Refusal
from web.limits import Limit

PER_MINUTE = 120


class Bearer(HttpBearer):
    """The door of what one scope opens."""

    openapi_bearerFormat = "kis_…"  # noqa: N815  named by the OpenAPI specification

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002  ninja passes it
        """Return the token that was shown; nothing when it does not work.

        :raises Refusal: when it was shown too often this minute, or does not open this.
        """
        found = api_tokens.token_behind(secret=token, today=timezone.localdate())
        if not found:
            return None
        if wait := Limit("api", PER_MINUTE, 60).wait(str(found.pk)):
            raise Refusal(429, f"At most {PER_MINUTE} requests per minute.", {"Retry-After": str(wait)})
        if not found.opens(self.scope):
            raise Refusal(403, f"This token does not have the scope “{self.scope}”.")
        return found
