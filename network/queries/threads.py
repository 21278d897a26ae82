"""Single threads: organisations that we know through one person, and would lose with that person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from network.models import Affiliation, LinePartner, Organisation, Person, ProgrammeLine, RelationHolder, Restriction
from network.models.affiliation import held_on
from network.models.contact_moment import OrganisationInContact, PersonInContact

LOOKED_BACK = timedelta(days=730)  # two years of real contact
WHO = "contactmoment__people"


@dataclass(frozen=True)
class Thread:
    """An organisation where one person works with whom we really spoke in two years; or nobody any more: they left."""

    organisation: Organisation
    person: Person
    left: bool = False


def via(today: date, organisations: Iterable[Organisation] | QuerySet[Organisation] | None = None) -> QuerySet:
    """Return {organisation, here, person} for each organisation known through one person alone, or by now nobody.

    Only who had a role there counts: others who joined in the talk do not make it two threads. `here` is how many of
    those with whom we spoke still work there: one, or none when who we knew has left; then `person` is one of them.
    Who asked us not to use their data is no way to it.
    """
    links = OrganisationInContact.objects.filter(
        ~Exists(Restriction.objects.filter(person=OuterRef(WHO))),
        **_recent(today),
        **{f"{WHO}__affiliations__organisation": F("organisation")},
        organisation__in=Organisation.objects.standing_on(today),
    )
    if organisations is not None:
        links = links.filter(organisation__in=organisations)
    who, here = F(WHO), held_on(today, f"{WHO}__affiliations__")
    grouped = links.values("organisation").annotate(
        here=Count(who, distinct=True, filter=here), person=Coalesce(Min(who, filter=here), Min(who))
    )
    return grouped.filter(here__lte=1)


def _recent(today: date) -> dict[str, Any]:
    """Return the condition that a contact moment is real contact of two years."""
    return {
        "contactmoment__removed_at": None,
        "contactmoment__held_on__gt": today - LOOKED_BACK,
        "contactmoment__held_on__lte": today,
    }


def of_organisation(organisation: Organisation, user: User, today: date) -> Thread | None:
    """Return the one person through whom we know this organisation; nobody when there are more, or none ever.

    What `via` says of one organisation, without counting: of a large one, the second of thousands is enough.
    """
    if organisation.ended_on and organisation.ended_on <= today:
        return None
    roles = Affiliation.objects.in_use().filter(organisation=organisation)
    met = PersonInContact.objects.filter(contactmoment__organisations=organisation, **_recent(today))
    now_here = met.filter(person__in=roles.holding_on(today).values("person"))
    here = _one(now_here)
    if here and _one(now_here.exclude(person=here)):
        return None
    key = here or _one(met.filter(person__in=roles.values("person")).order_by("person"))
    person = Person.objects.visible_to(user).filter(pk=key).first() if key else None
    return Thread(organisation, person, left=not here) if person else None


def _one(met: QuerySet[PersonInContact]) -> int | None:
    """Return the key of one of these people."""
    return next(iter(met.values_list("person", flat=True)[:1]), None)


def held_by(person: Person, user: User, today: date) -> QuerySet[Organisation]:
    """Return the organisations that we know through this person alone."""
    where = Organisation.objects.visible_to(user).filter(affiliations__person=person)
    through = [row["organisation"] for row in via(today, where) if row["person"] == person.pk and row["here"]]
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
    rows = {row["organisation"]: (row["person"], not row["here"]) for row in via(today, list(organisations))}
    people = Person.objects.visible_to(user).in_bulk(person for person, _left in rows.values())
    found = [(each, *rows[each.pk]) for each in organisations if each.pk in rows]
    return [Thread(each, people[person], left) for each, person, left in found if person in people]
