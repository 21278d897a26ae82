"""A database that was migrated before: each test database is a copy of it, made in a second instead of half a minute.

    python -m tests.prepared

makes it; the controller does so in the background, while its workers collect their tests.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

PROJECT = Path(__file__).resolve().parent.parent
LOCK = 7_190_417  # of this house alone: any number will do
OURS = re.compile(r"^(?:from|import) ((?:network|newsletter|events|community|post|accounts|web)\.[\w.]+)", re.MULTILINE)


def database(url: str) -> str:
    """Return the name of a database with all tables, functions and triggers, made now unless it was made before.

    Workers wait for each other. It gets its name when it is whole, so one cut short is never taken for it.
    """
    name = f"migrated_{fingerprint()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(migrated_|migrating$)'"
        ).fetchall()
        if (name,) not in known:
            for (old,) in known:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(old)))
            connection.execute("CREATE DATABASE migrating")
            _migrate(urlsplit(url)._replace(path="/migrating").geturl())
            connection.execute("ALTER DATABASE migrating ALLOW_CONNECTIONS false")  # who is in it keeps it from copying
            connection.execute(SQL("ALTER DATABASE migrating RENAME TO {}").format(Identifier(name)))
    return name


def fingerprint(project: Path = PROJECT) -> str:
    """Return what changes as soon as a migration would do something else: their text, what they import, the lock."""
    migrations = sorted(project.glob("*/migrations/*.py"))
    imported = {module for file in migrations for module in OURS.findall(file.read_text())}
    files = [project.joinpath(*module.split(".")).with_suffix(".py") for module in sorted(imported)]
    found = [*migrations, *(file for file in files if file.exists())]
    found += [project / "config" / "settings.py", project / "requirements" / "dev.txt"]
    digest = hashlib.sha256(sys.version.encode())
    for file in found:
        digest.update(str(file.relative_to(project)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(url: str) -> None:
    """Migrate in a process of its own, so that nothing of it stays behind in this one."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=PROJECT, env={**os.environ, "DATABASE_URL": url}, check=True)


if __name__ == "__main__":
    database(os.environ["DATABASE_URL"])
