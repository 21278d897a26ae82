from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from post import leaving
from post.actions import restoring


class Command(BaseCommand):
    help = (
        "After the database was put back from a backup: hold every mailing that is underway, and look up in the "
        "journals of this machine what left since. A worker does the same when it starts; this says what it found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--journals-lost",
            action="store_true",
            help="the journals of a machine are gone too: mark everything that waits as uncertain",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        done = restoring.come_up_paused(now=timezone.now(), journals_lost=options["journals_lost"])
        if done:
            self.stdout.write(
                f"{done.held} mailings stand still. {done.found} letters had left after the backup and are written"
                f" down; of {done.unknown} nobody knows whether they left."
            )
        else:
            self.stdout.write("Nothing shows that the database was put back: it knows all that the journals know.")
        with translation.override("en"):
            if why := leaving.refusal():
                self.stdout.write(why)
