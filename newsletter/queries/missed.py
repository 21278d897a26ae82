"""Whom a letter did not reach, who of them it can reach now, and whether it is still of use to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import QuerySet

from events.models import Registration
from network.models import Person
from newsletter.models import Campaign
from newsletter.queries.audiences import held_back
from post.missed import missed, reachable
from post.models import Letter, MailingState


@dataclass(frozen=True)
class Missed:
    """The numbers of the letters that can go out now, of those that are uncertain, and how many cannot go out yet."""

    now: list[int]
    uncertain: list[int]
    not_yet: int

    def __bool__(self) -> bool:
        return bool(self.now or self.uncertain)


def of(campaign: Campaign, now: datetime) -> Missed:
    """Return whom a letter that ended did not reach, without who answered its event meanwhile."""
    mailing = campaign.mailing
    if mailing is None or mailing.state != MailingState.FINISHED:
        return Missed([], [], 0)
    answered = who_answered(campaign)
    surely = set(missed(mailing).exclude(person__in=answered).values_list("pk", flat=True))
    both = missed(mailing, uncertain=True).exclude(person__in=answered)
    can_go = reachable(mailing, both)
    whose = dict(Letter.objects.filter(pk__in=can_go).values_list("pk", "person"))
    held = held_now(campaign, now, list(whose.values()))
    can_go = [number for number in can_go if whose[number] not in held]
    at_once = [number for number in can_go if number in surely]
    return Missed(at_once, sorted(set(can_go) - surely), len(surely) - len(at_once))


def held_now(campaign: Campaign, now: datetime, people: Collection[int]) -> set[int]:
    """Return which of these people get no letter for now: they take a pause, want fewer or had enough of them."""
    reasons = held_back(campaign.rules, now, campaign.mailing)
    if not people or not reasons:
        return set()
    found = Person.objects.filter(reduce(or_, (condition for _reason, condition in reasons)), pk__in=people)
    return set(found.values_list("pk", flat=True))


def is_of_use(campaign: Campaign, now: datetime) -> bool:
    """Tell whether it helps anybody to get this letter now."""
    event = campaign.event
    return event is None or not (event.cancelled_at or event.has_begun(now))


def who_answered(campaign: Campaign) -> QuerySet[Registration, int]:
    """Return the people who answered the event of a letter; without an event nobody did."""
    answers = Registration.objects.filter(event=campaign.event_id) if campaign.event_id else Registration.objects.none()
    return answers.values_list("person", flat=True)


def letters(numbers: list[int]) -> QuerySet[Letter]:
    """Return these letters with their people, by name."""
    return Letter.objects.filter(pk__in=numbers).select_related("person").order_by("person__sort_name", "pk")
