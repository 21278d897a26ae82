"""The product as the bench finds it: an own PostgreSQL and Redis, all tables, and Django ready in this process."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo import services

NAME = "bench"
PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class House:
    """Where the servers answer, and how a process of the product is started: with which environment."""

    database_url: str
    postgresql: int
    environment: Mapping[str, str]
    folder: Path

    def environment_with(self, **values: object) -> dict[str, str]:
        """Return the environment for a process, with some values of its own."""
        return {**self.environment, **{name: str(value) for name, value in values.items()}}


@contextmanager
def opened() -> Iterator[House]:
    """Run a new, empty house that waits for the disk at each commit, as a real one does."""
    services.remove(NAME)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, services.running(NAME, durable=True) as running:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "a-secret-for-the-bench-alone-that-is-long-enough-to-be-taken",
            "KIS_DEMO": "1",
            "DATABASE_URL": running.database_url,
            "REDIS_URL": running.redis_url,
            "EMAIL_HOST": "127.0.0.1",
            "NEWSLETTER_APPROVAL_ABOVE": "0",  # nobody stands beside it
            "POST_JOURNAL_DIR": f"{folder}/journal",
        }
        _set_up()
        yield House(running.database_url, running.processes["postgresql"].pid, dict(os.environ), Path(folder))
        _close()


def _set_up() -> None:
    """Make Django, all tables, texts and files ready."""
    import django
    from django.core.management import call_command

    from config import translations
    from demo.prepare import static_files_are_fresh

    django.setup()
    translations.compile_all()
    call_command("migrate", verbosity=0)
    if not static_files_are_fresh():
        call_command("collectstatic", interactive=False, verbosity=0)


def _close() -> None:
    from django.db import connections

    connections.close_all()
