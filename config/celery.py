"""The Celery app: it wakes the work, PostgreSQL knows what there is to do."""

import os
from typing import Any

from celery import Celery
from django.dispatch import receiver
from django_structlog.celery.signals import modify_context_before_task_publish
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Checks load every page of the house into the memory of a worker, 50 MB of it; they run before a deploy, not in each.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("kis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@receiver(modify_context_before_task_publish)
def send_ids_alone(context: dict[str, Any], **_: Any) -> None:
    """Let only the id of the request travel with a task, no network address (Z9)."""
    for name in set(context) - {"request_id", "correlation_id"}:
        del context[name]
