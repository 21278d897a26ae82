"""What the room does when nobody waits for it."""

from celery import shared_task

from privacy import journal


@shared_task
def keep_journal() -> int:
    """Each hour: write down what the journal misses."""
    return journal.keep_up()
