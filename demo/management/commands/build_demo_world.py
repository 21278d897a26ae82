from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.world import logins
from demo.world.build import CannotBuild, build, stands


class Command(BaseCommand):
    help = "Fill an empty demo with an invented network; when it is there already, do nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day on which the world is set"
        )

    def handle(self, *_args: Any, today: date | None = None, **_options: Any) -> None:
        if stands():
            self.stdout.write("The world is already there.")
            return
        try:
            built = build(today or timezone.localdate())
        except CannotBuild as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"{built.people} people, {built.organisations} organisations and {built.contact_moments} contact moments."
        )
        for label, address, password in logins():
            self.stdout.write(f"  {label}: {address}  {password}")
