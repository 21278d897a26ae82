"""What can be done with an account: make it, name it, shut it, open it, end its sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, grants
from accounts.models import User
from accounts.roles import Role
from accounts.signals import roles_lost


class CannotDrop(Exception):
    """The second factor stays; the message says why."""


class CannotShut(Exception):
    """The account stays open; the message says why, and `address` where to do something about it."""

    def __init__(self, why: str, address: str = "") -> None:
        super().__init__(why)
        self.address = address


@transaction.atomic
def create(
    *, email: str, names: dict[str, str], roles: Iterable[Role] = (), password: str | None = None, now: datetime
) -> User:
    """Make an account whose address somebody vouches for, with these roles; the system does it, no person.

    `names` holds given_name, family_name and perhaps tussenvoegsel. Without a password a code by e-mail lets them in.
    """
    user = User.objects.create_user(email, password, joined_at=now, **names)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    audit.write("user.made", by=None, about=user)
    for role in roles:
        grants.give(user=user, role=role, by=None, now=now)
    return user


@transaction.atomic
def describe(
    *, user: User, given_name: str, tussenvoegsel: str, family_name: str, language: str, weekly_letter: bool
) -> None:
    """Change how somebody is called, which language they read and whether we write each week; one does so oneself."""
    user.given_name, user.tussenvoegsel, user.family_name = given_name, tussenvoegsel, family_name
    user.language, user.weekly_letter = language, weekly_letter
    user.save(update_fields=["given_name", "tussenvoegsel", "family_name", "language", "weekly_letter"])
    audit.write("user.described", by=user, about=user)


@transaction.atomic
def forget(*, user: User, by: User | None) -> None:
    """Wipe out who had this account, because they were erased; it lets nobody in, and its number stays in the trail."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.given_name, user.tussenvoegsel, user.family_name = "-", "", "-"
    user.email, user.is_active = f"{user.pk}@erased.invalid", False
    user.session_round += 1
    user.set_unusable_password()
    user.save()
    audit.write("user.forgotten", by=by, about=user)


@transaction.atomic
def shut(*, user: User, by: User, now: datetime) -> None:
    """Let nobody in with this account any more, from this moment: its sessions end at once (S41).

    :raises CannotShut: one's own, one that is shut already, that of the last administrator, or of somebody whose work
        in another room is not handed over yet.
    """
    if by.pk == user.pk:
        raise CannotShut(_("You cannot shut your own account. Ask another administrator."))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise CannotShut(_("This account was already shut."))
    if user.has_role(Role.ADMINISTRATOR):
        try:
            grants.keep_an_administrator(without=user.pk)
        except grants.LastAdministrator as last:
            raise CannotShut(str(last)) from last
    for unfinished in grants.what_is_unfinished(user, left=frozenset()):
        raise CannotShut(unfinished.why, unfinished.address)
    user.is_active = False
    user.session_round += 1
    user.save(update_fields=["is_active", "session_round"])
    audit.write("user.shut", by=by, about=user)
    roles_lost.send(User, user=user, left=frozenset(), by=by, now=now)


@transaction.atomic
def reopen(*, user: User, by: User) -> None:
    """Let this account log in again, with the roles it had; open twice is open."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return
    audit.write("user.reopened", by=by, about=user)


@transaction.atomic
def drop_second_factor(*, user: User, by: User) -> None:
    """Take away the second factor of somebody who lost it, after `by` made sure who is asking (S36).

    :raises CannotDrop: of one's own: that goes through one's own account, with a code.
    """
    if by.pk == user.pk:
        raise CannotDrop(_("You cannot do this for yourself. Ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user, by=by)
    audit.write("user.second_factor_dropped", by=by, about=user)


@transaction.atomic
def end_sessions(*, user: User, by: User | None) -> None:
    """End every session of this user, on every device."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.session_round += 1
    user.save(update_fields=["session_round"])
    audit.write("user.sessions_ended", by=by, about=user)
