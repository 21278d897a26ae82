from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from network.actions import memory


class Command(BaseCommand):
    """Remembers how the network stood on the first of a month, also of one long ago."""

    help = "Remember how the network stood on the first of a month, such as 2026-03. A second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="year and month, such as 2026-03")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            day = datetime.strptime(options["month"], "%Y-%m").date()  # noqa: DTZ007  a day has no time zone
            snapshot = memory.keep(day=day, now=timezone.now())
        except (ValueError, memory.CannotRemember) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Remembered {snapshot.day:%Y-%m}: {snapshot.cells.count()} cells.")
