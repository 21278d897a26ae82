"""Wake the worker after the commit. A nudge, never the only way: the tick finds what a lost nudge did not."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def on_commit() -> None:
    """Wake a worker as soon as this transaction stands."""
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask a worker to look in the table; without Redis the tick does so later, and no page fails for it (bar F4)."""
    try:
        current_app.send_task("post.tasks.deliver", retry=False)
    except OperationalError as away:
        log.warning("nudge_lost", error=type(away).__name__)
