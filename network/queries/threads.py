"""Single threads: organisations that we know through one person, and would lose with that person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Min, Prefetch, QuerySet

from accounts.models import User
from network.models import LinePartner, Organisation, Person, ProgrammeLine, RelationHolder
from network.models.contact_moment import OrganisationInContact

LOOKED_BACK = timedelta(days=730)  # two years of real contact


@dataclass(frozen=True)
class Thread:
    """An organisation that in two years we really spoke with through one person alone."""

    organisation: Organisation
    person: Person


def via(today: date, organisations: Iterable[Organisation] | QuerySet[Organisation] | None = None) -> QuerySet:
    """Return {organisation, person, last} for each organisation with real contact with exactly one person there.

    "There" is who had a role at the organisation; others who joined in the talk do not make it two threads.
    """
    links = _contacts(today)
    if organisations is not None:
        links = links.filter(organisation__in=organisations)
    who = F("contactmoment__people")
    grouped = links.values("organisation").annotate(people=Count(who, distinct=True), person=Min(who))
    return grouped.filter(people=1)


def _contacts(today: date) -> QuerySet[OrganisationInContact]:
    """Return the real contact of two years with people who had a role at the organisation itself."""
    return OrganisationInContact.objects.filter(
        contactmoment__removed_at=None,
        contactmoment__held_on__gt=today - LOOKED_BACK,
        contactmoment__held_on__lte=today,
        contactmoment__people__affiliations__organisation=F("organisation"),
    )


def of_organisation(organisation: Organisation, user: User, today: date) -> Person | None:
    """Return the one person through whom we know this organisation; nobody when there are more, or none."""
    people = _contacts(today).filter(organisation=organisation).annotate(who=F("contactmoment__people"))
    first = list(people.order_by().values_list("who", flat=True)[:1])
    if not first or people.exclude(who=first[0]).exists():
        return None
    return Person.objects.visible_to(user).filter(pk=first[0]).first()


def held_by(person: Person, user: User, today: date) -> QuerySet[Organisation]:
    """Return the organisations that we know through this person alone."""
    where = Organisation.objects.visible_to(user).filter(affiliations__person=person)
    through = [row["organisation"] for row in via(today, where) if row["person"] == person.pk]
    return Organisation.objects.visible_to(user).filter(pk__in=through).by_name()


def listed(user: User, today: date, *, own: bool, line: ProgrammeLine | None = None) -> QuerySet[Organisation]:
    """Return the organisations on a single thread by name, each with who holds the relation today."""
    single = via(today)
    found = Organisation.objects.visible_to(user).filter(pk__in=single.values("organisation"))
    if own:
        found = found.filter(relation_holders__in=RelationHolder.objects.holding_on(today).filter(user=user)).distinct()
    if line:
        partners = LinePartner.objects.holding_on(today).filter(line=line)
        found = found.filter(pk__in=partners.values("organisation"))
    holders = RelationHolder.objects.holding_on(today).select_related("user", "line")
    return found.by_name().prefetch_related(Prefetch("relation_holders", holders, to_attr="current_holders"))


def with_people(organisations: Iterable[Organisation], user: User, today: date) -> list[Thread]:
    """Put beside each of these organisations the one person through whom we know it."""
    rows = {row["organisation"]: row["person"] for row in via(today, list(organisations))}
    people = Person.objects.visible_to(user).in_bulk(rows.values())
    return [Thread(each, people[rows[each.pk]]) for each in organisations if rows.get(each.pk) in people]
