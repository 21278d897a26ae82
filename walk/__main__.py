"""Walk through the product in a real browser: `python -m walk`, beside the demo that runs or one of its own.

Leaves pictures in build/walk/ and figures in build/walk.json; fails when what was promised, delivered, answered and
registered do not agree.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Error as BrowserError

from bench.report import Figure, all_met, exactly, on_screen, save
from demo import run
from demo.processes import ServiceError
from demo.world.cast import LINE_STAFF, PASSWORD
from walk.browser import NoBrowser, Visit, visiting
from walk.events import DUTCH
from walk.inbox import Inbox, Silence
from walk.keyboard import OutOfReach
from walk.story import Journey, walk

BUILD = Path(__file__).resolve().parent.parent / "build"
STUMBLES = (BrowserError, AssertionError, OSError, Silence, OutOfReach, ValueError, LookupError)


def main(words: list[str]) -> int:
    """Walk, say what was found and return 1 when something does not agree."""
    wanted = read(words)
    try:
        with addresses(wanted) as (web, inbox, database), visiting(web, BUILD / "walk") as visit:
            stamp = f"{datetime.now(DUTCH):%d-%m %H.%M.%S}"
            journey = Journey(visit, Inbox(inbox), (LINE_STAFF.address, PASSWORD), stamp, database)
            figures = list(until_the_end(journey))
            tell(visit)
    except (ServiceError, NoBrowser) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    save(BUILD / "walk.json", figures, of=["walk"])
    print(f"\n{on_screen(figures)}\n\nPictures: {BUILD / 'walk'}")
    return 0 if all_met(figures) else 1


def read(words: list[str]) -> argparse.Namespace:
    """Read where the demo is; without that it is looked for, or started."""
    parser = argparse.ArgumentParser(prog="python -m walk", description=__doc__)
    parser.add_argument("--web", default=os.environ.get("BASE_URL"), help="address of a running demo")
    parser.add_argument("--inbox", default=os.environ.get("INBOX_URL"), help="address of its inbox")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"), help="address of its database")
    return parser.parse_args(words)


@contextmanager
def addresses(wanted: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Give the addresses of the product, the inbox and the database of a demo that runs as long as this block.

    :raises ServiceError: when it does not start.
    """
    if wanted.web and wanted.inbox and wanted.database:
        yield wanted.web, wanted.inbox, wanted.database
        return
    with run.at_hand() as card:
        yield card["web"], card["inbox"], card["database"]


def until_the_end(journey: Journey) -> Iterator[Figure]:
    """Walk as far as the product lets us; the last figure says whether that was to the end."""
    reached = 1
    try:
        for figure in walk(journey):
            print(f"  {figure.what}: {figure.shown}", flush=True)
            yield figure
    except STUMBLES:
        traceback.print_exc()
        journey.visit.picture_of_the_end()
        reached = 0
    yield exactly("walk.finished", "walked to the end", reached, "", 1)


def tell(visit: Visit) -> None:
    """Name what the browsers complained about and what axe found."""
    for found in (*visit.complaints, *visit.faults):
        print(f"  ! {found}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
