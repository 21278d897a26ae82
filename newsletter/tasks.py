"""What the newsletters do when nobody waits for it; what there is to do stands in PostgreSQL."""

from celery import shared_task

from newsletter.actions import link_checks


@shared_task(ignore_result=True)
def check_links() -> int:
    """Each minute, and when an editor asks: follow the links that wait."""
    return link_checks.carry()
