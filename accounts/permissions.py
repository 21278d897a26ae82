"""Who may do what with accounts, roles and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import User


def may_manage_users(user: User) -> bool:
    """Tell whether the user may see all accounts, give and withdraw roles, and shut and open accounts."""
    return user.has_role(Role.ADMINISTRATOR)


def may_change_account(user: User, account: User) -> bool:
    """Tell whether the user may change the roles of this account, or shut it: never one's own."""
    return may_manage_users(user) and user.pk != account.pk


def may_read_audit_trail(user: User) -> bool:
    """Tell whether the user may read who did what."""
    return user.has_role(Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


def may_manage_api_tokens(user: User) -> bool:
    """Tell whether the user may let programs read the API, and stop them."""
    return user.has_role(Role.ADMINISTRATOR)
