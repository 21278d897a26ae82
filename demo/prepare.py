"""Make the database, the texts and the files of the demo ready: `python -m demo.prepare`, run by the demo itself.

Every step may be done again; what is there already is left alone. The logins are written to the file it is given.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from config import translations


def main(logins_file: Path) -> None:
    """Do every step, saying the slow ones aloud; what the commands themselves say goes to the log."""
    say("Preparing the database.")
    translations.compile_all()  # before Django reads them: what it found once, it keeps
    django.setup()
    from demo import world

    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    call_command("load_reference_data", stdout=sys.stderr)
    say("Building the demo world, unless it is there; the first time this takes a while.")
    call_command("build_demo_world", stdout=sys.stderr)
    if not static_files_are_fresh():
        say("Collecting the static files.")
        call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)
    logins_file.touch(mode=0o600)
    logins_file.write_text(json.dumps(world.logins()))


def static_files_are_fresh() -> bool:
    """Say whether nothing changed since the files were collected; compressing them again takes seconds."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    return manifest.exists() and max(map(os.path.getmtime, files), default=0) < manifest.stat().st_mtime


def say(sentence: str) -> None:
    """Tell the person at the terminal what we are doing."""
    print(sentence, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
