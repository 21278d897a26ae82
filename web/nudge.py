"""Wake a worker. A nudge, never the only way: what there is to do stands in PostgreSQL, and a tick finds it there."""

from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def wake_on_commit(task: str, *arguments: str) -> None:
    """Have this task run as soon as this transaction stands."""
    transaction.on_commit(partial(wake, task, *arguments), robust=True)


def wake(task: str, *arguments: str) -> None:
    """Have this task run now; without Redis the tick does so later, and no page fails for it (bar F4)."""
    try:
        current_app.send_task(task, arguments, retry=False)
    except OperationalError as away:
        log.warning("nudge_lost", task=task, error=type(away).__name__)
