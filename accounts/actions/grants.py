"""Giving and withdrawing roles: always by somebody else, always written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Grant, User
from accounts.roles import Role
from accounts.signals import Unfinished, losing_asked, roles_lost


class CannotGive(Exception):
    """The role was not given; the message says why."""


class CannotWithdraw(Exception):
    """The role was not withdrawn; the message says why, and `address` where to do something about it."""

    def __init__(self, why: str, address: str = "") -> None:
        super().__init__(why)
        self.address = address


class LastAdministrator(CannotWithdraw):
    """Without this one nobody could let anybody in."""


@transaction.atomic
def give(*, user: User, role: Role, by: User | None, now: datetime) -> Grant:
    """Give this role; `by` is empty only when the system itself does it, as at installation.

    :raises CannotGive: to oneself, to an account that is shut, or when it is already held.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if by is not None and by.pk == user.pk:
        raise CannotGive(_("You cannot give yourself a role. Ask another administrator."))
    if not user.is_active:
        raise CannotGive(_("This account is shut. Open it first, then give the role."))
    if Grant.objects.holding().filter(user=user, role=role).exists():
        raise CannotGive(_("%(name)s already has this role.") % {"name": user.get_full_name()})
    grant = Grant.objects.create(user=user, role=role, granted_by=by, granted_at=now)
    audit.write("role.given", by=by, about=user, role=str(role))
    return grant


@transaction.atomic
def withdraw(*, grant: Grant, by: User, now: datetime) -> None:
    """End this grant; the row stays, with who ended it and when.

    :raises CannotWithdraw: one's own, one that ended before, that of the last administrator, or one whose holder still
        has to hand something over in another room.
    """
    if by.pk == grant.user_id:
        raise CannotWithdraw(_("You cannot withdraw your own role. Ask another administrator."))
    user = User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
    if grant.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=grant.user_id)
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if grant.ended_at:
        raise CannotWithdraw(_("This role was already withdrawn."))
    left = user.roles - {Role(grant.role)}
    for unfinished in what_is_unfinished(user, left=left):
        raise CannotWithdraw(unfinished.why, unfinished.address)
    grant.ended_at, grant.ended_by = now, by
    grant.save(update_fields=["ended_at", "ended_by"])
    audit.write("role.withdrawn", by=by, about=user, role=grant.role)
    roles_lost.send(User, user=user, left=left, by=by, now=now)


def what_is_unfinished(user: User, *, left: frozenset[Role]) -> list[Unfinished]:
    """Ask every room what has to be handed over before this user holds these roles alone."""
    answers: list[tuple[Any, Any]] = losing_asked.send(User, user=user, left=left)
    return [unfinished for _receiver, unfinished in answers if unfinished is not None]


def keep_an_administrator(*, without: int) -> None:
    """Refuse to go on when nobody but this user could still manage accounts.

    Locks every administrator's grant first and counts afterwards, so that two of them cannot send each other away.

    :raises LastAdministrator: when this is the last one.
    """
    held = Grant.objects.holding().filter(role=Role.ADMINISTRATOR)
    list(held.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not held.filter(user__is_active=True).exclude(user_id=without).exists():
        raise LastAdministrator(_("This is the last administrator. Give somebody else that role first."))
