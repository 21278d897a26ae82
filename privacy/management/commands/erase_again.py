from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy import journal
from privacy.actions import erasing_again
from privacy.queries import came_back


class Command(BaseCommand):
    help = (
        "After the database was put back from a backup: say how many people stand in it again who were erased since, "
        "by the journal of erasures; with --yes, erase them again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="erase them; without it nothing changes")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not journal.place().exists():
            raise CommandError(
                f"There is no journal of erasures at {journal.place()}: put back the copy you keep of it."
            )
        back = came_back()
        if not options["yes"]:
            self.stdout.write(f"{len(back)} people who were erased stand in the database again: {_numbers(back)}.")
            return
        done = erasing_again.erase_again(now=timezone.now())
        self.stdout.write(f"{done.erased} people are erased again.")
        if done.refused:
            raise CommandError(f"Not erased, because they work at KIS now: {_numbers(done.refused)}.")


def _numbers(people: Any) -> str:
    return ", ".join(str(number) for number in people) or "none"
