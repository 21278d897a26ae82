from celery import shared_task
from django.utils import timezone

from events.actions import sign_ups


@shared_task
def forget_sign_ups() -> int:
    """Erase what waited seven days for its confirmation."""
    return sign_ups.forget_outdated(now=timezone.now())
