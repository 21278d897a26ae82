"""Wake a worker after the commit: a nudge, never the only way, for the table says what there is to do."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def wake_imports() -> None:
    """Ask a worker to look for files that wait; without Redis the next tick finds them."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    try:
        current_app.send_task("network.tasks.carry_imports", retry=False)
    except OperationalError as away:
        log.warning("nudge_lost", error=type(away).__name__)
