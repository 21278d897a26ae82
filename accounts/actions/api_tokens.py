"""Making and withdrawing the keys with which programs read the API; a key that was used says on which day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import ApiToken, Scope, User

LONGEST = 730  # days


class CannotMake(Exception):
    """The token was not made; the message says why."""


class CannotWithdraw(Exception):
    """The token was not withdrawn; the message says why."""


class Made(NamedTuple):
    """A new token and its secret, which is shown now and never again."""

    token: ApiToken
    secret: str


@transaction.atomic
def make(*, name: str, scopes: Iterable[Scope], expires_on: date, by: User, now: datetime) -> Made:
    """Make a token for one program; its secret exists in the answer alone (bar Z14).

    :raises CannotMake: when it would work for no day at all, or for more than two years.
    """
    days = (expires_on - timezone.localdate(now)).days
    if not 0 < days <= LONGEST:
        raise CannotMake(_("Choose a day after today and within two years."))
    secret = f"kis_{secrets.token_urlsafe(32)}"
    chosen = sorted(scopes)
    token = ApiToken.objects.create(
        name=name, digest=digest_of(secret), scopes=chosen, made_by=by, made_at=now, expires_on=expires_on
    )
    audit.write("api_token.made", by=by, about=token, scopes=chosen, days=days)
    return Made(token, secret)


@transaction.atomic
def withdraw(*, token: ApiToken, by: User, now: datetime) -> None:
    """Let nobody in with this token any more; the row stays, with who withdrew it and when.

    :raises CannotWithdraw: when it was withdrawn before.
    """
    token = ApiToken.objects.select_for_update(no_key=True).get(pk=token.pk)
    if token.withdrawn_at:
        raise CannotWithdraw(_("This token was already withdrawn."))
    token.withdrawn_at, token.withdrawn_by = now, by
    token.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.write("api_token.withdrawn", by=by, about=token)


def token_behind(*, secret: str, today: date) -> ApiToken | None:
    """Return the token with this secret that works today, and note once a day that it was used."""
    token: ApiToken | None = ApiToken.objects.holding_on(today).filter(digest=digest_of(secret)).first()
    if token and token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
