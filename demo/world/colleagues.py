"""The accounts of the demo: twelve colleagues on the lines, the other roles, and one member of the community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Grant, User
from demo.world.cast import COLLEAGUES, EDITOR, LINE_STAFF, MEMBER, PASSWORD, Cast
from demo.world.ground import Ground
from network.models import LineAssignment

IN_SERVICE = timedelta(days=4 * 365)


@dataclass(frozen=True)
class Staff:
    """Who works for KIS in the demo, and who was on which line since when."""

    member: User
    line_staff: User
    editor: User
    on_lines: dict[int, list[tuple[User, date]]]


def add(ground: Ground) -> Staff:
    """Store the accounts, their roles and who works on which line."""
    everyone = (MEMBER, *COLLEAGUES)
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(_user(cast, password, ground) for cast in everyone)
    administrator = users[-1]
    Grant.objects.bulk_create(
        Grant(user=user, role=cast.role, granted_by=administrator, granted_at=user.joined_at)
        for cast, user in zip(everyone, users, strict=True)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    by_cast = dict(zip(everyone, users, strict=True))
    return Staff(by_cast[MEMBER], by_cast[LINE_STAFF], by_cast[EDITOR], _assign(ground, by_cast))


def _user(cast: Cast, password: str, ground: Ground) -> User:
    joined = ground.office_hour(ground.today - IN_SERVICE)
    return User(
        email=cast.address,
        given_name=cast.given_name,
        tussenvoegsel=cast.tussenvoegsel,
        family_name=cast.family_name,
        password=password if cast.label else make_password(None),
        joined_at=joined,
    )


def _assign(ground: Ground, users: dict[Cast, User]) -> dict[int, list[tuple[User, date]]]:
    """Put colleagues on their lines; on a line with two of them the second came later."""
    on_lines: dict[int, list[tuple[User, date]]] = {number: [] for number in ground.lines}
    for cast, user in users.items():
        for number in cast.lines:
            since = ground.days_ago(600, 300) if on_lines[number] else ground.today - IN_SERVICE
            on_lines[number].append((user, since))
    LineAssignment.objects.bulk_create(
        LineAssignment(user=user, line=ground.lines[number], started_on=since)
        for number, staff in on_lines.items()
        for user, since in staff
    )
    return on_lines
