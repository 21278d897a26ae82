"""What we write down when somebody logs in, out, or changes how they log in (S62)."""

from __future__ import annotations

import time
from typing import Any

import structlog
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import email_changed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions import audit, users
from accounts.models import User

log = structlog.get_logger(__name__)


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    request.session["started_at"] = request.session["seen_at"] = time.time()
    audit.write("user.logged_in", by=user, about=user)


@receiver(user_logged_out)
def logged_out(user: User | None, **_: Any) -> None:
    if user is not None:
        audit.write("user.logged_out", by=user, about=user)


@receiver(user_login_failed)
def login_failed(**_: Any) -> None:
    """Goes to the log, not to the audit trail: strangers could fill a table that is never emptied."""
    log.warning("login_failed")


@receiver(password_changed)
@receiver(password_reset)
def password_was_changed(user: User, **_: Any) -> None:
    audit.write("user.password_changed", by=user, about=user)


@receiver(email_changed)
def address_was_changed(user: User, **_: Any) -> None:
    audit.write("user.address_changed", by=user, about=user)


@receiver(authenticator_added)
def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """The code that turned it on proves who one is as well: the recovery codes come at once, not after a next code."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
    audit.write("user.second_factor_added", by=user, about=user)
    _end_other_sessions(request, user)


@receiver(authenticator_removed)
def second_factor_removed(request: HttpRequest, user: User, **_: Any) -> None:
    """From here on this session has no second factor either, so staff are asked for a new one (Z20)."""
    request.session.pop("second_factor", None)
    audit.write("user.second_factor_removed", by=user, about=user)
    _end_other_sessions(request, user)


def _end_other_sessions(request: HttpRequest, user: User) -> None:
    """End every session but the one in which somebody changed how they log in (S41)."""
    users.end_sessions(user=user, by=user)
    user.refresh_from_db(fields=["session_round"])
    update_session_auth_hash(request, user)
