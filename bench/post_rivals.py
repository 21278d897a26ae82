"""post.rivals: other programs for Django send the letter of the bench, with the same mail server and PostgreSQL.

A Celery task per letter, django-newsletter and django-post-office; how each is set up stands in bench/rivals/README.md.
Plain Django goes first, in the same run: the measure that the product is compared with too.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench import baseline, cpu, letter, sink
from bench.baseline import Done
from bench.house import PROJECT, House
from bench.report import Figure, exactly
from demo import processes

LETTERS, PATIENCE = 2_000, 300
PYTHON = PROJECT / "build" / "rivals" / "bin" / "python"
RIVALS = {
    "tasks": "a Celery task per letter, two processes",
    "newsletter": "django-newsletter",
    "post_office": "django-post-office, two processes",
}


def run(house: House) -> list[Figure]:
    """Let plain Django send, then each rival; nothing is measured when they are not installed."""
    if not PYTHON.exists():
        print("Left out: the rivals are not installed; `make bench` does that.", file=sys.stderr)
        return []
    with sink.running() as server:
        environment = house.environment_with()
        done = {
            "plain": baseline.measured(house.database_url, port=server.port, letters=LETTERS, environment=environment)
        }
        done |= {name: measured(house, server, name) for name in RIVALS}
        arrived = server.counted().letters
    return list(figures(done, arrived))


def figures(done: dict[str, Done], arrived: int) -> Iterator[Figure]:
    """Say how fast each was, beside plain Django, and what a letter cost."""
    plain = done["plain"].per_second
    for name, what in {"plain": "plain Django over one kept connection", **RIVALS}.items():
        one = done[name]
        yield Figure(f"post.rivals.{name}", what, one.per_second, "letters/s")
        yield Figure(f"post.rivals.{name}.of_plain", "… against plain Django", one.per_second / plain, "times")
        yield Figure(f"post.rivals.{name}.cpu", "… CPU of a letter", one.own_cpu / one.letters * 1e6, "µs")
        yield Figure(f"post.rivals.{name}.database", "… of PostgreSQL", one.database_cpu / one.letters * 1e6, "µs")
    yield exactly("post.rivals.arrived", "letters of theirs that arrived", arrived, "letters", LETTERS * len(done))


def measured(house: House, server: sink.Sink, name: str) -> Done:
    """Let one rival send, in a database of its own, and read what it and PostgreSQL spent from ready to done."""
    with tempfile.TemporaryDirectory(prefix="rival-") as folder, database_of(house, name) as url:
        write_letters(Path(folder))
        baseline.prepare(url, LETTERS)
        environment = house.environment_with(RIVAL=name, DATABASE_URL=url, EMAIL_PORT=server.port, LETTERS=folder)
        environment["DJANGO_SETTINGS_MODULE"] = "settings"
        told, log = Path(folder, "told"), house.folder / "log" / f"{name}.log"
        command: list[str | Path] = [PYTHON, "send.py", str(LETTERS), told]
        with processes.child(command, log=log, cwd=PROJECT / "bench" / "rivals", env=environment) as process:
            processes.wait_for(told.read_text, process, not_yet=FileNotFoundError, log=log, seconds=60)
            own, database = cpu.seconds(process.pid), cpu.seconds(house.postgresql)
            cpu.wait_until(lambda: told.read_text() != "" or process.poll() is not None, seconds=PATIENCE, every=0.05)
            if process.poll() is not None:
                raise processes.failure(f"{name} did not send", log)
            own, database = cpu.seconds(process.pid) - own, cpu.seconds(house.postgresql) - database
            return Done(LETTERS, float(told.read_text()), own, database)


@contextmanager
def database_of(house: House, name: str) -> Iterator[str]:
    """Make an empty database for a rival, and remove it afterwards."""
    with psycopg.connect(house.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE rival_{name}")
        try:
            yield house.database_url.rpartition("/")[0] + f"/rival_{name}"
        finally:
            connection.execute(f"DROP DATABASE rival_{name} WITH (FORCE)")


def write_letters(folder: Path) -> None:
    """Write the letter of the bench as templates: with a name and a link, and as django-newsletter calls these."""
    html, text = letter.html("{{ name }}", "{{ link }}"), letter.text("{{ name }}", "{{ link }}")
    plain = "{% autoescape off %}" + text + "{% endautoescape %}"
    (folder / "letter.html").write_text(html)
    (folder / "letter.txt").write_text(plain)
    own = folder / "newsletter" / "message" / "nieuws"
    own.mkdir(parents=True)
    link = "https://news.example.org/u/{{ subscription.activation_code }}/"
    for name, words in (("message.html", html), ("message.txt", plain)):
        named = words.replace("{{ name }}", "{{ subscription.name }}")
        (own / name).write_text(named.replace("{{ link }}", link))
    (own / "message_subject.txt").write_text(letter.SUBJECT)
