"""Plain Django, written well: what most would write, without its usual mistakes, as the measure of all else.

One connection is kept, the templates are compiled once, rows are read and results written back five hundred at a time
(so the database costs as little as it can). Per person: both templates, an `EmailMultiAlternatives`, one dialogue.

    python -m bench.baseline PORT LETTERS      prints what it did as JSON; reads DATABASE_URL
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from bench import cpu, letter

AT_A_TIME = 500
SENDER = "News <news@example.org>"

READERS = """
    INSERT INTO bench_reader
    SELECT n, (%s::text[])[1 + n %% 8] || ' Lezer' || n, 'lezer' || n || '@example.org' FROM generate_series(1, %s) n
"""


@dataclass(frozen=True)
class Done:
    """What a sender did, and the CPU seconds it cost: its own, and those of PostgreSQL for it."""

    letters: int
    seconds: float
    own_cpu: float
    database_cpu: float

    @property
    def per_second(self) -> float:
        return self.letters / self.seconds

    @property
    def cpu(self) -> float:
        return self.own_cpu + self.database_cpu


def measured(database_url: str, *, port: int, letters: int, environment: dict[str, str]) -> Done:
    """Send so many letters the plain way, in a process of its own, to rows made for it."""
    prepare(database_url, letters)
    command = [sys.executable, "-m", "bench.baseline", str(port), str(letters)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, timeout=600).stdout
    return Done(**json.loads(told.splitlines()[-1]))


def prepare(database_url: str, letters: int) -> None:
    """Make a table with so many readers, none of whom has had a letter."""
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_reader")
        connection.execute(
            "CREATE TABLE bench_reader (id bigint PRIMARY KEY, name text, address text, sent_at timestamptz)"
        )
        connection.execute(READERS, [list(letter.FIRST_NAMES), letters])
        connection.execute("ANALYZE bench_reader")


def send_all(port: int) -> int:
    """Send a letter to every reader who has had none, and write down that it went; return how many."""
    from django.core.mail import get_connection
    from django.db import connection as database

    backend = "django.core.mail.backends.smtp.EmailBackend"
    mail_server = get_connection(backend, host="127.0.0.1", port=port, timeout=30, use_tls=False)
    mail_server.open()
    write, sent = writer(mail_server), 0
    with database.cursor() as cursor:
        while rows := _next(cursor):
            sent += sum(write(*row).send() for row in rows)
            cursor.execute("UPDATE bench_reader SET sent_at = now() WHERE id = ANY(%s)", [[row[0] for row in rows]])
    mail_server.close()
    return sent


def writer(mail_server: Any) -> Callable[[int, str, str], Any]:
    """Return what writes the letter to one person, with both templates compiled beforehand."""
    from django.core.mail import EmailMultiAlternatives
    from django.core.signing import Signer
    from django.template import Context, Template

    html = Template(letter.html("{{ name }}", "{{ link }}"))
    text = Template("{% autoescape off %}" + letter.text("{{ name }}", "{{ link }}") + "{% endautoescape %}")
    sign = Signer().sign

    def write(pk: int, name: str, address: str) -> EmailMultiAlternatives:
        link = f"https://news.example.org/u/{sign(str(pk))}/"
        context = Context({"name": name, "link": link})
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        message = EmailMultiAlternatives(
            letter.SUBJECT, text.render(context), SENDER, [address], connection=mail_server, headers=headers
        )
        message.attach_alternative(html.render(context), "text/html")
        return message

    return write


def main() -> None:
    """Send, and say what the loop cost; starting Django is not counted, as it is not counted for the product."""
    import django

    django.setup()
    from django.db import connection as database

    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cpu.parent_of(cursor.fetchone()[0])
    database_cpu, own_cpu, start = cpu.seconds(server), time.process_time(), time.perf_counter()
    letters = send_all(int(sys.argv[1]))
    seconds, own_cpu = time.perf_counter() - start, time.process_time() - own_cpu
    print(json.dumps(asdict(Done(letters, seconds, own_cpu, cpu.seconds(server) - database_cpu))))


def _next(cursor) -> list[tuple[int, str, str]]:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT id, name, address FROM bench_reader WHERE sent_at IS NULL ORDER BY id LIMIT %s", [AT_A_TIME])
    return cursor.fetchall()


if __name__ == "__main__":
    main()
