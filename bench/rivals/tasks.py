"""A Celery task per letter, as many houses send their post; written well."""

import os
from functools import cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django
from celery import Celery

django.setup()
app = Celery("tasks", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4, task_default_queue="rivals")


@app.task
def send(number: int) -> None:
    """Send one reader their letter, and write down that it went."""
    from django.core.mail import EmailMultiAlternatives
    from django.db import connection

    html, text, mail_server = ready()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, address FROM bench_reader WHERE id = %s AND sent_at IS NULL", [number])
        if not (row := cursor.fetchone()):
            return
        name, address = row
        told = {"name": name, "link": link_of(number)}
        headers = {"List-Unsubscribe": f"<{told['link']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        message = EmailMultiAlternatives(
            "Nieuws uit het netwerk", text.render(told), None, [address], connection=mail_server, headers=headers
        )
        message.attach_alternative(html.render(told), "text/html")
        message.send()
        cursor.execute("UPDATE bench_reader SET sent_at = now() WHERE id = %s", [number])


@cache
def ready():  # type: ignore[no-untyped-def]
    """Compile the templates and open the connection once in each process."""
    from django.core.mail import get_connection
    from django.template.loader import get_template

    mail_server = get_connection("django.core.mail.backends.smtp.EmailBackend")
    mail_server.open()
    return get_template("letter.html"), get_template("letter.txt"), mail_server


def link_of(number: int) -> str:
    """Sign the link by which a reader leaves."""
    from django.core.signing import Signer

    return f"https://news.example.org/u/{Signer().sign(str(number))}/"
