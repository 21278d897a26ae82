"""What the network does when nobody waits for it; what there is to do stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from network.actions import duplicates, import_work, measurements, memory, merges, weekly_letters
from network.models import GraphMeasurement
from network.models.duplicate_pair import PartyKind


@shared_task(ignore_result=True)
def find_duplicates() -> None:
    """Each night: look for people and organisations that may be one."""
    for kind in PartyKind:
        duplicates.scan(kind=kind, now=timezone.now())


@shared_task(ignore_result=True)
def forget_merges() -> None:
    """Each night: wipe out what merges of more than thirty days ago touched."""
    merges.forget_journals(now=timezone.now())


@shared_task(ignore_result=True)
def measure(fingerprint: str) -> None:
    """Lay out and measure one network that a page waits for."""
    measurements.compute(fingerprint=fingerprint, now=timezone.now())


@shared_task(ignore_result=True)
def measure_waiting() -> None:
    """Compute what a lost nudge left lying."""
    for fingerprint in GraphMeasurement.objects.waiting().values_list("fingerprint", flat=True)[:10]:
        measurements.compute(fingerprint=fingerprint, now=timezone.now())


@shared_task(ignore_result=True)
def forget_measurements() -> int:
    """Throw away what nobody asked for in thirty days."""
    return measurements.forget_outdated(now=timezone.now())


@shared_task(ignore_result=True)
def write_weekly_letters() -> None:
    """Write the weekly letters that are due; on any other moment this does nothing."""
    weekly_letters.write_due(now=timezone.now())


@shared_task(ignore_result=True)
def carry_imports() -> None:
    """Each half minute, and when somebody waits: go on with the files that are being imported."""
    import_work.carry_on(now=timezone.now())


@shared_task(ignore_result=True)
def forget_imports() -> None:
    """Each night: wipe out the rows of files of more than thirty days ago."""
    import_work.forget(now=timezone.now())


@shared_task(ignore_result=True)
def remember_month() -> None:
    """Each first of the month, and each night after until it is done: remember how the network stood that day."""
    now = timezone.now()
    memory.keep(day=timezone.localdate(now).replace(day=1), now=now)


@shared_task(ignore_result=True)
def sweep_coverage_changes() -> int:
    """Throw away old notes of what changed in the coverage."""
    return memory.sweep()
