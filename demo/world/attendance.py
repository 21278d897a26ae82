"""Who was at the meetings that have been: most of who said yes; of the last one nobody wrote it down yet.

Where a line has not heard of a target group for long, nobody of it came either: attendance is real contact.
"""

from __future__ import annotations

from datetime import time, timedelta
from random import Random

from demo.world.colleagues import Staff
from demo.world.contacts import ONE_THREAD, SILENT_SINCE
from demo.world.ground import Ground, at
from events.actions import attendance
from events.models import Event
from network.models import Affiliation

WERE_THERE = 0.78  # of those who would come
LUCK = 415  # dice of its own: whoever says yes to what comes is the same with or without this


def add(ground: Ground, staff: Staff) -> None:
    """Record on the day after each meeting but the last who was there."""
    dice = Random(LUCK)
    held = Event.objects.filter(held_on__lt=ground.today, cancelled_at=None).order_by("held_on", "pk")
    for event in list(held)[:-1]:
        stayed_away = _silent(event)
        coming = event.registrations.coming().order_by("pk").values_list("person", flat=True)
        came = [person for person in coming if dice.random() < WERE_THERE and person not in stayed_away]
        now = at(event.held_on + timedelta(days=1), time(9, 40))
        attendance.record(event=event, came=came, by=staff.editor, now=now)


def _silent(event: Event) -> set[int]:
    """Return who works or worked for a target group of which the lines of this event have not heard for long."""
    lines = set(event.lines.values_list("number", flat=True))
    groups = [group for line, group in {*SILENT_SINCE, *ONE_THREAD} if line in lines]
    work = Affiliation.objects.filter(organisation__target_groups__slug__in=groups)
    return set(work.values_list("person", flat=True))
