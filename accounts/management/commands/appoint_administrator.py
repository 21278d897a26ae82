from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import grants, users
from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    """Make somebody administrator from the machine itself: the first one, or when the last one is gone."""

    help = "Make somebody administrator. They sign in with a code that is mailed to them; no password is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--given-name", default="")
        parser.add_argument("--tussenvoegsel", default="")
        parser.add_argument("--family-name", default="")

    def handle(self, *_: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first() or self._made(options)
        try:
            grants.give(user=user, role=Role.ADMINISTRATOR, by=None, now=timezone.now())
        except grants.CannotGive as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} is now an administrator.")

    def _made(self, options: dict[str, Any]) -> User:
        names = {name: options[name] for name in ("given_name", "tussenvoegsel", "family_name")}
        if not (names["given_name"] and names["family_name"]):
            raise CommandError("Nobody has this address yet. Give --given-name and --family-name to make the account.")
        return users.create(email=options["email"], names=names, now=timezone.now())
