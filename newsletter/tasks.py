"""What the newsletters do when nobody waits for it; what there is to do stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from newsletter.actions import link_checks, preferences, renewals, subscribing


@shared_task(ignore_result=True)
def check_links() -> int:
    """Each minute, and when an editor asks: follow the links that wait."""
    return link_checks.carry()


@shared_task
def forget_requests() -> int:
    """Erase what waited seven days for its confirmation."""
    return subscribing.forget_outdated(now=timezone.now())


@shared_task
def tell_ends_of_pauses() -> int:
    """Write to who paused that their letters come again soon."""
    return preferences.tell_ends_of_pauses(now=timezone.now())


@shared_task
def carry_renewals() -> int:
    """Remind readers who were asked again, and take off the list who said nothing in time."""
    return renewals.carry(now=timezone.now())
