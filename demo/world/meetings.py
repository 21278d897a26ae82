"""Meetings of three years with invitations and answers, and the real series of four moved to the coming weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.text import slugify

from accounts.models import User
from demo.world import answers, programme
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from demo.world.people import Inhabitant
from demo.world.subscriptions import Consents
from events.models import Answer, Event, Invitation, Registration
from network.models import MailAddress, Person
from newsletter.models.newsletter import INVITATIONS

INVITED_BEFORE = timedelta(weeks=3)
AT_MOST = 700


@dataclass(frozen=True)
class Round:
    """The people who were invited to an event at one moment, and by whom."""

    event: Event
    lines: tuple[int, ...]
    people: list[Person]
    invited_at: datetime
    by: User


def add(ground: Ground, inhabitants: list[Inhabitant], consents: Consents, staff: Staff) -> list[Round]:
    """Store the meetings with their invitations and answers; return who was invited when."""
    move_series(ground.today)
    asked = [*_store_earlier(ground), Event.objects.get(slug=programme.TALK_SHOW)]
    reachable = _with_address(inhabitants)
    rounds = [_invite(ground, event, reachable, consents, staff) for event in asked]
    for each in rounds:
        _store_answers(ground, each)
    return rounds


def move_series(today: date) -> None:
    """Move the real series of four by whole weeks, with hours and places, and publish it.

    The atelier then falls on a Monday four to five weeks from now, the talk show in the coming week.
    """
    atelier = Event.objects.get(slug=programme.ATELIER)
    earliest = today + timedelta(days=29)
    monday = earliest + timedelta(days=-earliest.weekday() % 7)
    for event in Event.objects.filter(series__slug=programme.SERIES):
        event.held_on += monday - atelier.held_on
        event.starts_at, event.ends_at, event.capacity = programme.HOURS[event.slug]
        event.published_at = at(today - timedelta(days=35), time(10))
        event.save()


def _store_earlier(ground: Ground) -> list[Event]:
    """Store the meetings that have been, each on a Tuesday or Thursday."""
    held = []
    for number, plan in enumerate(programme.EARLIER):
        week = ground.today - timedelta(weeks=plan.weeks_ago, days=ground.today.weekday())
        day = week + timedelta(days=1 if number % 2 else 3)
        event = Event.objects.create(
            slug=f"{slugify(plan.title)}-{day.year}",
            kind=plan.kind,
            title=plan.title,
            summary=plan.summary,
            held_on=day,
            starts_at=time(13, 30),
            ends_at=time(16, 0),
            online=not plan.place,
            place=plan.place,
            capacity=plan.capacity,
            published_at=at(day - timedelta(days=40), time(10)),
        )
        event.lines.set([ground.lines[line] for line in plan.lines])
        held.append(event)
    return held


def _with_address(inhabitants: list[Inhabitant]) -> list[Inhabitant]:
    reachable = set(MailAddress.objects.filter(preferred=True).values_list("person", flat=True))
    return [each for each in inhabitants if each.person.pk in reachable]


def _invite(ground: Ground, event: Event, reachable: list[Inhabitant], consents: Consents, staff: Staff) -> Round:
    """Invite who works on a line of the event and had agreed by then."""
    lines = tuple(event.lines.order_by("number").values_list("number", flat=True))
    invited_at = ground.office_hour(event.held_on - INVITED_BEFORE)
    agreed = consents[INVITATIONS]
    on_a_line = [each.person for each in reachable if set(lines) & set(each.lines)]
    people = [person for person in on_a_line if person.pk in agreed and agreed[person.pk].holds_at(invited_at)]
    people = ground.dice.sample(people, min(len(people), AT_MOST))
    by = staff.editor if len(lines) > 1 else staff.on_lines[lines[0]][0][0]
    Invitation.objects.bulk_create(
        Invitation(event=event, person=person, invited_at=invited_at, invited_by=by) for person in people
    )
    return Round(event, lines, people, invited_at, by)


def _store_answers(ground: Ground, invited: Round) -> None:
    until = min(invited.event.begins_at, at(ground.today, time(0)))
    desk = answers.receive(ground.dice, invited.event, invited.people, invited.invited_at, until)
    Registration.objects.bulk_create(desk.registrations.values())
    Answer.objects.bulk_create(desk.answers)
