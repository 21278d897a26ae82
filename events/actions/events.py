from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions import audit
from events.actions import letters
from events.actions.registrations import fill_places, lock
from events.models import Event, Series
from network.models import ProgrammeLine

if TYPE_CHECKING:
    from accounts.models import User

EDITABLE = (
    "series",
    "kind",
    "title",
    "summary",
    "description",
    "held_on",
    "starts_at",
    "ends_at",
    "online",
    "place",
    "capacity",
)
# Who comes has to know when one of these changes.
WHEN_AND_WHERE = {"held_on", "starts_at", "ends_at", "online", "place"}
# Words that mean something else where the address of an event could stand.
TAKEN = {"beheer", "mijn"}


class CannotPublish(Exception):
    """The event cannot stand on the public pages; the text says why."""


class CannotCallOff(Exception):
    """The event cannot be called off; the text says why."""


@transaction.atomic
def plan(*, event: Event, lines: Iterable[ProgrammeLine], by: User, new_series: str = "") -> Event:
    """Store a new event with an address made from its title; nobody outside KIS sees it yet.

    With the name of a new series, that begins with this event.
    """
    event.slug = free_slug(event)
    event.series = _begun(new_series) or event.series
    event.save()
    event.lines.set(lines)
    audit.write("events.planned", by=by, about=event)
    return event


@transaction.atomic
def change(*, event: Event, lines: Iterable[ProgrammeLine], by: User, now: datetime, new_series: str = "") -> int:
    """Store what was changed of an event; return how many letters about it leave.

    New places go to the waiting list at once; nobody who comes loses a place when there are fewer. Whoever comes or
    waits gets a letter when the day, the time or the place changed. The address of its page stays.
    """
    before = lock(event)
    event.series = _begun(new_series) or event.series
    changed = {name for name in EDITABLE if getattr(before, name) != getattr(event, name)}
    if changed:
        event.save(update_fields=sorted(changed))
    event.lines.set(lines)
    audit.write("events.changed", by=by, about=event, fields=sorted(changed))
    if before.cancelled_at or event.has_begun(now):
        return 0
    fill_places(event, now=now)
    return letters.tell_all_of_change(event, by=by, now=now) if changed & WHEN_AND_WHERE else 0


@transaction.atomic
def set_capacity(*, event: Event, capacity: int | None, by: User, now: datetime) -> int:
    """Change the number of places; return how many of those who wait got one.

    Everybody who comes keeps their place, also when fewer places are left than people come.
    """
    event = lock(event)
    before, event.capacity = event.capacity, capacity
    event.save(update_fields=["capacity"])
    audit.write("events.capacity_set", by=by, about=event, before=before, after=capacity)
    return fill_places(event, now=now) if event.cancelled_at is None and not event.has_begun(now) else 0


@transaction.atomic
def publish(*, event: Event, by: User, now: datetime) -> Event:
    """Put the event on the public pages.

    :raises CannotPublish: when it was called off.
    """
    event = lock(event)
    if event.cancelled_at:
        raise CannotPublish(_("This event was called off."))
    if event.published_at is None:
        event.published_at = now
        event.save(update_fields=["published_at"])
        audit.write("events.published", by=by, about=event)
    return event


@transaction.atomic
def take_down(*, event: Event, by: User) -> Event:
    """Take the event off the public pages; links in letters keep working."""
    event = lock(event)
    if event.published_at:
        event.published_at = None
        event.save(update_fields=["published_at"])
        audit.write("events.taken_down", by=by, about=event)
    return event


@transaction.atomic
def call_off(*, event: Event, note: str, by: User, now: datetime) -> int:
    """Call the event off and tell everybody who comes or waits, with this note; return how many letters that is.

    :raises CannotCallOff: when it was called off before, or has begun.
    """
    event = lock(event)
    if event.cancelled_at:
        raise CannotCallOff(_("This event was called off."))
    if event.has_begun(now):
        raise CannotCallOff(_("This event has already begun."))
    event.cancelled_at = now
    event.save(update_fields=["cancelled_at"])
    told = letters.tell_all_it_is_off(event, note=note, by=by, now=now)
    audit.write("events.called_off", by=by, about=event, letters=told)
    return told


def _begun(name: str) -> Series | None:
    """Begin a series of this name; one that has it already is that series."""
    if not name:
        return None
    known = Series.objects.filter(name__iexact=name).first()
    return known or Series.objects.create(name=name, slug=_free_series_slug(name), organiser="KIS")


def _free_series_slug(name: str) -> str:
    slug = slugify(name)[:45].strip("-") or "reeks"
    taken = set(Series.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for one in chain([slug], (f"{slug}-{n}" for n in count(2))) if one not in taken)


def free_slug(event: Event) -> str:
    """Return the address of the page of a new event: its title, with the year and a number when that is taken."""
    title = slugify(event.title)[:65].strip("-") or "bijeenkomst"
    taken = TAKEN | set(Event.objects.filter(slug__startswith=title).values_list("slug", flat=True))
    dated = f"{title}-{event.held_on.year}"
    return next(slug for slug in chain([title, dated], (f"{dated}-{n}" for n in count(2))) if slug not in taken)
