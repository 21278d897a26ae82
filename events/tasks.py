from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from events.actions import attendance, sign_ups
from events.models import Event


@shared_task
def forget_sign_ups() -> int:
    """Erase what waited seven days for its confirmation."""
    return sign_ups.forget_outdated(now=timezone.now())


@shared_task
def tell_contributions() -> int:
    """Let the network know who contributed to the events of the past week."""
    today = timezone.localdate()
    held = Event.objects.before(today).filter(held_on__gte=today - timedelta(days=7), cancelled_at=None)
    return sum(attendance.tell_contributions(event=event) for event in held)
