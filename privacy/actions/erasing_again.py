"""Erasing again who came back because the database was put back from a backup (AVG art. 17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from network.models import Person
from privacy import journal
from privacy.actions import erasing
from privacy.queries import came_back


@dataclass
class Done:
    """How many were erased again, and the numbers of who could not be."""

    erased: int = 0
    refused: list[int] = field(default_factory=list)


def erase_again(*, now: datetime) -> Done:
    """Erase each person of the journal who stands in the database again, one by one; who was refused is told.

    May be broken off and begun anew: who is erased is not there any more.
    """
    done = Done()
    for number, at in came_back().items():
        person = Person.objects.get(pk=number)
        try:
            erasing.erase(person=person, asked_on=timezone.localdate(at), by=None, now=now)
        except erasing.CannotErase:
            done.refused.append(number)
        else:
            done.erased += 1
    journal.keep_up()
    return done
