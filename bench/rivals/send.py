"""Let one rival send the letter to so many readers.

    RIVAL=post_office LETTERS=… DATABASE_URL=… REDIS_URL=… EMAIL_PORT=… python send.py COUNT TOLD

Makes the file TOLD when it is ready to begin, and writes in it how many seconds it took. The rows of the readers stand
ready; what a rival itself writes for each letter is part of what is measured.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def newsletter(count: int):  # type: ignore[no-untyped-def]
    """Prepare a submission of django-newsletter; sending it is what `submit_newsletter` does."""
    from django.contrib.sites.models import Site
    from newsletter.models import Message, Newsletter, Submission, Subscription

    site = Site.objects.get_current()
    news = Newsletter.objects.create(title="Nieuws", slug="nieuws", email="news@example.org", sender="News")
    news.site.add(site)
    Subscription.objects.bulk_create(
        Subscription(newsletter=news, name_field=name, email_field=address, subscribed=True, activation_code=f"{n:040}")
        for n, name, address in readers(count)
    )
    message = Message.objects.create(title="Nieuws uit het netwerk", slug="nieuws", newsletter=news)

    def go() -> None:
        submission = Submission.from_message(message, site=site)
        submission.prepared = True
        submission.save()
        Submission.submit_queue()

    return go


def post_office(count: int):  # type: ignore[no-untyped-def]
    """Prepare a template of django-post-office; queueing all letters and sending the queue is what is measured."""
    from django.core.signing import Signer
    from post_office import mail
    from post_office.models import EmailTemplate

    texts = {name: Path(os.environ["LETTERS"], f"letter.{name}").read_text() for name in ("txt", "html")}
    template = EmailTemplate.objects.create(
        name="nieuws", subject="Nieuws uit het netwerk", content=texts["txt"], html_content=texts["html"]
    )
    sign, everybody = Signer().sign, readers(count)

    def letter(number: int, name: str, address: str):  # type: ignore[no-untyped-def]
        link = f"https://news.example.org/u/{sign(str(number))}/"
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        told = {"name": name, "link": link}
        return {
            "recipients": [address],
            "template": template,
            "context": told,
            "headers": headers,
            "render_on_delivery": True,
        }

    def go() -> None:
        for start in range(0, count, 1_000):
            mail.send_many([letter(*row) for row in everybody[start : start + 1_000]])
        mail.send_queued_mail_until_done(processes=2)

    return go


def tasks(count: int):  # type: ignore[no-untyped-def]
    """Start a worker of two processes; queueing a task per reader and waiting for the last is what is measured."""
    from tasks import send

    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "tasks",
        "worker",
        "-c",
        "2",
        "-Q",
        "rivals",
        "--loglevel",
        "error",
    ]
    subprocess.Popen([*command, "--without-gossip", "--without-mingle"])
    wait_for_pong(send.app)

    def go() -> None:
        for number, _name, _address in readers(count):
            send.delay(number)
        while waiting():
            time.sleep(0.05)

    return go


def waiting() -> int:
    """Count the readers who have had nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_reader WHERE sent_at IS NULL")
        return cursor.fetchone()[0]


def wait_for_pong(app) -> None:  # type: ignore[no-untyped-def]
    """Wait until the worker listens."""
    while not app.control.ping(timeout=0.5):
        time.sleep(0.1)


def readers(count: int) -> list[tuple[int, str, str]]:
    """Return whom the letter is for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, address FROM bench_reader ORDER BY id LIMIT %s", [count])
        return cursor.fetchall()


def database_pid() -> int:
    """Name the process of PostgreSQL that all its other processes come from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def main() -> None:
    call_command("migrate", verbosity=0)
    go = {"newsletter": newsletter, "post_office": post_office, "tasks": tasks}[settings.RIVAL](int(sys.argv[1]))
    told = Path(sys.argv[2])
    told.touch()
    start = time.perf_counter()
    go()
    told.write_text(str(time.perf_counter() - start))
    signal.pause()  # until the bench has read what this process and its children cost, and ends them


if __name__ == "__main__":
    main()
