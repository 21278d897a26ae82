from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DataError

from network import reading
from network.actions import reference


class Command(BaseCommand):
    help = "Load the themes, programme lines, target groups, roles, partners and events of KIS; can be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=reading.FOLDER, help="Where programme.yaml and partners.csv are."
        )

    def handle(self, *, folder: Path, **options: Any) -> None:  # noqa: ARG002
        try:
            report = reference.load(reading.read(folder))
        except reading.BrokenReference as trouble:
            raise CommandError(f"Nothing was loaded. {trouble}") from trouble
        except DataError as trouble:
            raise CommandError(f"Nothing was loaded. A text is too long: {str(trouble).strip()}.") from trouble
        for what, count in report.counts.items():
            told = f"{count['new']} new, {count['changed']} changed, {count['unchanged']} unchanged"
            self.stdout.write(f"{what}: {told}")
        for change in report.changes:
            self.stdout.write(f"changed {change}")
