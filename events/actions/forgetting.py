"""Forgetting somebody: what is over keeps its counts, and places in what comes are free again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from events.actions.registrations import fill_places, lock
from events.models import Event, GoneAnswer, Registration
from network.models import Person


@transaction.atomic
def forget(*, person: Person, now: datetime) -> None:
    """Let go of the answers of somebody who is about to be erased, and of where they were announced as a speaker."""
    answers = {each.event_id: each for each in person.registrations.all()}
    invited = set(person.invitations.values_list("event", flat=True))
    for event in Event.objects.filter(pk__in=answers.keys() | invited).order_by("pk"):
        if event.has_begun(now):
            _count(event, answers.get(event.pk), invited=event.pk in invited)
        elif event.pk in answers:
            locked = lock(event)
            answers[event.pk].delete()
            if not event.cancelled_at:
                fill_places(locked, now=now)
    person.appearances.all().delete()


def _count(event: Event, answer: Registration | None, *, invited: bool) -> None:
    told = {"state": answer.state, "came": answer.came} if answer else {}
    GoneAnswer.objects.create(event=event, invited=invited, **told)
