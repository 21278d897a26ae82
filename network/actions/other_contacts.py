from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from network.models import Affiliation, Organisation, OtherContact, Person, ProgrammeLine


@dataclass(frozen=True)
class Heard:
    """With whom there was real contact: somebody, or an organisation itself; by `reference` the teller knows it."""

    reference: str
    person: Person | None = None
    organisation: Organisation | None = None


@transaction.atomic
def tell(
    *, kind: str, heard: Collection[Heard], lines: Collection[ProgrammeLine], held_on: date, gone: Collection[str] = ()
) -> int:
    """Write down real contact that another room knows of, on each of these lines; return how many rows that makes.

    A person counts for the organisations where they worked on that day. Telling again replaces what these references
    told before; what stands in `gone` is taken back.
    """
    OtherContact.objects.filter(reference__in=[*gone, *(each.reference for each in heard)]).delete()
    known = _where_they_worked([each.person.pk for each in heard if each.person], held_on)
    rows = [
        OtherContact(
            person=each.person,
            organisation_id=organisation,
            line=line,
            held_on=held_on,
            kind=kind,
            reference=each.reference,
        )
        for each in heard
        for organisation in _organisations(each, known)
        for line in lines
    ]
    return len(OtherContact.objects.bulk_create(rows))


def _where_they_worked(people: list[int], day: date) -> dict[int, list[int]]:
    known: dict[int, list[int]] = {}
    work = Affiliation.objects.holding_on(day).filter(person__in=people).order_by("organisation")
    for person, organisation in work.values_list("person", "organisation").distinct():
        known.setdefault(person, []).append(organisation)
    return known


def _organisations(heard: Heard, known: dict[int, list[int]]) -> Iterator[int | None]:
    if heard.organisation:
        yield heard.organisation.pk
    elif heard.person:
        yield from known.get(heard.person.pk, [None])
