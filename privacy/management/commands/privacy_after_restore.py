from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy import journal, queries
from privacy.actions import doing_again


class Command(BaseCommand):
    help = (
        "After the database was put back from a backup: say by the journal how many people stand in it again who were "
        "erased since, or who were restricted, used again or unsubscribed; with --yes, do all that again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it; without it nothing changes")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not journal.place().exists():
            raise CommandError(f"There is no journal at {journal.place()}: put back the copy you keep of it.")
        if not options["yes"]:
            self._say(queries.lost())
            return
        done = doing_again.do_again(now=timezone.now())
        self.stdout.write(f"{done.erased} people are erased again.")
        self.stdout.write(f"{done.restricted} people are restricted again, and {done.used_again} no more.")
        self.stdout.write(f"{done.left} times somebody who left gets no letters again.")
        if done.refused:
            raise CommandError(f"Left as they are, because they work at KIS now: {_numbers(done.refused)}.")

    def _say(self, lost: queries.Lost) -> None:
        self.stdout.write(
            f"{len(lost.erased)} people who were erased stand in the database again: {_numbers(lost.erased)}.\n"
            f"{len(lost.restricted)} people who were restricted are not: {_numbers(lost.restricted)}.\n"
            f"{len(lost.used_again)} people are restricted although that ended: {_numbers(lost.used_again)}.\n"
            f"{len(lost.left)} times somebody who left would get letters again."
        )


def _numbers(people: Any) -> str:
    return ", ".join(str(number) for number in people) or "none"
