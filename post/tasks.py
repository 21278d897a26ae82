"""Celery only wakes the postman; what there is to do stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from post import nudge, postman
from post.actions import forgetting, recovering, reports, restoring, sender_checks
from post.incoming import mailbox

SLICE = 20  # seconds of delivering per task, so that a deploy need not wait for a mailing of a million letters


@shared_task(name="post.tasks.deliver", ignore_result=True)
def deliver() -> None:
    """Deliver for a while, and ask for another turn when there is more."""
    if postman.deliver(seconds=SLICE):
        nudge.wake()


@shared_task(name="post.tasks.tick", ignore_result=True)
def tick() -> None:
    """Every ten seconds: pick up what broke, finish what ended, wake the postman when there is something to do."""
    now = timezone.now()
    restoring.look(now=now)
    recovering.recover_all(now=now)
    recovering.tidy(now=now)
    if recovering.is_anything_left_lying(now=now):
        nudge.wake()


@shared_task(name="post.tasks.read_mailbox", ignore_result=True)
def read_mailbox() -> None:
    """Every minute: take in what came back to our mailbox, when there is one."""
    mailbox.visit(lambda raw: reports.take(raw=raw, now=timezone.now()))


@shared_task(name="post.tasks.wear_out", ignore_result=True)
def wear_out() -> None:
    """Every night: let addresses stand as before, from which nothing came back for thirty days."""
    reports.wear_out(now=timezone.now())


@shared_task(name="post.tasks.forget_addresses")
def forget_addresses() -> int:
    """Each hour: forget to which addresses without a person letters went, after seven days."""
    return forgetting.forget_addresses(now=timezone.now())


@shared_task(name="post.tasks.look_at_sender", ignore_result=True)
def look_at_sender() -> None:
    """Every night: look whether receivers still take our letters for ours."""
    sender_checks.look_again(now=timezone.now())
