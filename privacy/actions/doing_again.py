"""Doing again what people asked after the backup that was put back: erasing, restricting, lifting, unsubscribing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from network.models import Person
from post.actions import stops
from privacy import journal, leavings, queries
from privacy.actions import erasing, restricting


@dataclass
class Done:
    """How many were erased, restricted, used again and unsubscribed, and the numbers of who could not be."""

    erased: int = 0
    restricted: int = 0
    used_again: int = 0
    left: int = 0
    refused: list[int] = field(default_factory=list)


def do_again(*, now: datetime) -> Done:
    """Do for each person of the journal what the database lost of them, one by one; who was refused is told.

    May be broken off and begun anew: what is done is not lost any more.
    """
    done = Done()
    for number, at in queries.lost().erased.items():
        try:
            erasing.erase(person=Person(pk=number), asked_on=timezone.localdate(at), by=None, now=now)
        except erasing.CannotErase:
            done.refused.append(number)
        else:
            done.erased += 1
    _restrict(done, now)
    _unsubscribe(done, now)
    journal.keep_up()
    leavings.keep_up()
    return done


def _restrict(done: Done, now: datetime) -> None:
    lost = queries.lost()
    for number, at in lost.restricted.items():
        try:
            restricting.restrict(person=Person(pk=number), asked_on=timezone.localdate(at), by=None, now=now)
        except restricting.CannotRestrict:
            done.refused.append(number)
        else:
            done.restricted += 1
    for number in lost.used_again:
        restricting.end(person=Person(pk=number), by=None, now=now)
        done.used_again += 1


def _unsubscribe(done: Done, now: datetime) -> None:
    """Stop the letters of who left, and end their places; nobody gets a mail about it for a second time."""
    for (number, scope), left in queries.lost().left.items():
        stops.stop(person=Person.objects.get(pk=number), scope=scope, how=left.how, now=now)
        done.left += 1
