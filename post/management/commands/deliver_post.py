from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from post import postman
from post.actions import recovering, restoring

PAUSE = 5  # seconds between two looks when there is nothing to do


class Command(BaseCommand):
    help = "Deliver the post without Celery: what is claimable now (--once), or for as long as this runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is claimable")

    def handle(self, *_args: Any, **options: Any) -> None:
        while True:
            restoring.look(now=timezone.now())
            recovering.tidy(now=timezone.now())
            postman.deliver()
            if options["once"]:
                return
            sleep(PAUSE)
