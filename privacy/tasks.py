"""What the room does when nobody waits for it."""

from celery import shared_task

from privacy import journal, leavings


@shared_task
def keep_journal() -> int:
    """Each five minutes: write down what the journals miss."""
    return journal.keep_up() + leavings.keep_up()
