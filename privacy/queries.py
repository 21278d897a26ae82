"""Whom we hold, what goes when somebody is erased, and what stays without them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet

from accounts.models import AuditLine, User
from network import rows
from network.models import ContactMoment, Person, Restriction
from network.models.person import PersonQuerySet
from network.permissions import may_erase_people
from network.queries.merges import label_of
from post.models import Letter, Stop
from privacy import journal, leavings


def on_record(user: User) -> PersonQuerySet:
    """Return everybody whom we hold, also who asked us not to use their data, for who answers for that."""
    return Person.objects.all() if may_erase_people(user) else Person.objects.visible_to(user)


def restricted(user: User) -> QuerySet[Restriction]:
    """Return who asked us not to use their data, the first first, for who answers for that; nobody for others."""
    found = Restriction.objects.select_related("person", "by").order_by("restricted_at", "pk")
    return found if may_erase_people(user) else found.none()


def is_restricted(person: Person) -> bool:
    return Restriction.objects.filter(person=person).exists()


@dataclass(frozen=True)
class Erasure:
    """What hangs on one person: the kinds of rows that go with their number, and what stays without the person."""

    person: Person
    going: list[tuple[str, int]]
    letters: int
    alone: int
    together: list[ContactMoment]

    @property
    def is_colleague(self) -> bool:
        """Tell whether they work at KIS: then their account has to lose its roles first."""
        return bool(self.person.user and self.person.user.works_at_kis)


def erasure_of(person: Person) -> Erasure:
    """Return what goes and what stays; changes nothing."""
    return Erasure(
        person=person,
        going=_going(person),
        letters=Letter.objects.filter(person=person).count(),
        alone=alone_with(person).count(),
        together=list(_moments(person).exclude(pk__in=alone_with(person).values("pk")).order_by("-held_on", "-pk")),
    )


def _going(person: Person) -> list[tuple[str, int]]:
    """Count the rows of each kind that are deleted, by what a colleague calls them; talks are told apart."""
    counted: dict[str, int] = {}
    for model, field in rows.pointing_at(Person):
        if field.remote_field.on_delete is not models.SET_NULL and model is not ContactMoment.people.through:
            number = model._base_manager.filter(**{field.name: person.pk}).count()
            counted[label_of(model)] = counted.get(label_of(model), 0) + number
    return sorted((label, number) for label, number in counted.items() if number)


def alone_with(person: Person) -> QuerySet[ContactMoment]:
    """Find the contact moments with this person and nobody else: what is written there is about them."""
    alone = {"people_count": 1, "organisation_count": 0}
    counted = ContactMoment.objects.filter(pk__in=_moments(person).values("pk")).annotate(
        people_count=Count("people", distinct=True), organisation_count=Count("organisations", distinct=True)
    )
    found: QuerySet[ContactMoment] = counted.filter(Q(**alone))
    return found


def _moments(person: Person) -> QuerySet[ContactMoment]:
    found: QuerySet[ContactMoment] = ContactMoment.objects.filter(people=person)
    return found


@dataclass(frozen=True)
class Lost:
    """What a database that was put back does not know: whom it concerns by number, with when it was."""

    erased: dict[int, datetime]
    restricted: dict[int, datetime]
    used_again: dict[int, datetime]
    left: dict[leavings.Who, leavings.Left]

    def __bool__(self) -> bool:
        return bool(self.erased or self.restricted or self.used_again or self.left)


def lost() -> Lost:
    """Return who was erased, restricted, used again or left by the journals, and stands as if that were not so.

    A record that was made later is somebody else.
    """
    told = journal.known()
    asked, ended = told[journal.RESTRICTED], told[journal.ENDED]
    closed = {number: at for number, at in asked.items() if number not in ended or at > ended[number]}
    opened = {number: at for number, at in ended.items() if number not in closed}
    return Lost(
        erased=_standing(told[journal.ERASED]),
        restricted=_not_ended_since(_standing(closed, restriction=None)),
        used_again=_held_since(opened),
        left=_still_getting_letters(leavings.known()),
    )


def _standing(told: dict[int, datetime], **facts: Any) -> dict[int, datetime]:
    standing = Person.objects.filter(pk__in=told, **facts).order_by("pk").values_list("pk", "created_at")
    return {number: told[number] for number, made_at in standing if made_at <= told[number]}


def _not_ended_since(told: dict[int, datetime]) -> dict[int, datetime]:
    """Leave out whose data are used again by a line of the audit trail that the journal has not got yet."""
    lines = AuditLine.objects.filter(action=journal.ENDED, object_type=journal.PERSON, object_id__in=told)
    later = {number for number, at in lines.values_list("object_id", "at") if number and at > told[number]}
    return {number: at for number, at in told.items() if number not in later}


def _held_since(told: dict[int, datetime]) -> dict[int, datetime]:
    held = Restriction.objects.filter(person__in=told).order_by("person").values_list("person", "restricted_at")
    return {number: told[number] for number, at in held if at <= told[number]}


def _still_getting_letters(told: dict[leavings.Who, leavings.Left]) -> dict[leavings.Who, leavings.Left]:
    """Keep whom no stop holds any more, though nothing says that they came back or got their own record back."""
    open_ones = told and _not_stopped(told)
    if not open_ones:
        return {}
    people = {number for number, _scope in open_ones}
    standing = dict(Person.objects.filter(pk__in=people).order_by("pk").values_list("pk", "created_at"))
    parted = _parted()
    return {
        (person, scope): left
        for (person, scope), left in open_ones.items()
        if person in standing and standing[person] <= left.at and parted.get(person, left.at) <= left.at
    }


def _not_stopped(told: dict[leavings.Who, leavings.Left]) -> dict[leavings.Who, leavings.Left]:
    """Leave out whom a stop holds, or held until after they left: then they came back themselves."""
    found = dict(told)
    stops = Stop.objects.filter(person__isnull=False).order_by("pk")
    for person, scope, lifted_at in stops.values_list("person", "scope", "lifted_at").iterator():
        who = (person, scope)
        if who in found and (lifted_at is None or lifted_at >= found[who].at):
            del found[who]
    everything = set(stops.holding().filter(scope=None).values_list("person", flat=True)) if found else set()
    return {who: left for who, left in found.items() if who[0] not in everything}


def _parted() -> dict[int, datetime]:
    """Return when two records that were one became two again, under both numbers: a stop may have moved with one."""
    lines = AuditLine.objects.filter(action=journal.PARTED, object_type=journal.PERSON).order_by("pk")
    found: dict[int, datetime] = {}
    for kept, facts, at in lines.values_list("object_id", "facts", "at"):
        found |= dict.fromkeys([number for number in (kept, facts.get("back")) if number], at)
    return found
