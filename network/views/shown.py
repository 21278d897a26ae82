"""Counting whom a page shows by name among the people that a colleague saw today (bar Z39)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.requests import UserRequest
from network.actions import seeing
from network.models import Organisation, Person
from network.wording import IN_A_LINE

if TYPE_CHECKING:
    from network.models import ContactMoment, Relationship, Task
    from network.timeline import Entry


def note_shown(request: UserRequest, *shown: Iterable[Person | Organisation | None]) -> None:
    """Count the people among these; organisations and empty places may stand between them.

    Give what the page draws already, as a list or an evaluated queryset, so that nothing is asked twice.
    """
    keys = {party.pk for party in chain(*shown) if isinstance(party, Person)}
    seeing.note(keys, by=request.user, now=timezone.now())


def named_in(moments: Iterable[ContactMoment]) -> list[Person]:
    """Return the people that the lines of these contact moments name."""
    return [person for moment in moments for person in list(moment.people.all())[:IN_A_LINE]]


def told_in(entries: Iterable[Entry]) -> list[Person | Organisation]:
    """Return whom these lines of a timeline name."""
    return [party for entry in entries for party in entry.parties]


def ends_of(ties: Iterable[Relationship]) -> list[Person | None]:
    """Return the people at the ends of these ties."""
    return [end for tie in ties for end in (tie.first_person, tie.second_person)]


def about(tasks: Iterable[Task]) -> list[Person | None]:
    """Return the people whom these tasks are about."""
    return [task.person for task in tasks]
