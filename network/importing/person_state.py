"""What we hold of somebody that a file can say, and what a row adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Lower

from network.importing.facts import Facts
from network.models import Affiliation, MailAddress, Person, PhoneNumber

# What stands in the record itself, with what it says as long as nobody told.
COLUMNS_OF_PERSON = {"work_role_id": None, "municipality_id": None, "province": "", "postcode": "", "language": "nl"}


class PersonState:
    """What we hold of somebody that a file can say."""

    def __init__(self, **held: Any) -> None:
        self.names: tuple[str, str, str] = held["names"]
        self.columns: tuple[Any, ...] = held["columns"]
        self.source: str = held["source"]
        self.addresses: set[str] = held.get("addresses", set())
        self.phones: set[str] = held.get("phones", set())
        self.work: set[tuple[int, str]] = held.get("work", set())
        self.lines: set[int] = held.get("lines", set())
        self.tags: set[str] = held.get("tags", set())
        self.since: set[str] = set()  # what no file says, so that somebody told it later

    @property
    def whole(self) -> tuple[Any, ...]:
        sets = (self.addresses, self.phones, self.work, self.lines, self.tags, self.since)
        return (self.names, self.columns, self.source, *(tuple(sorted(held)) for held in sets))

    @classmethod
    def of(cls, targets: Sequence[int]) -> dict[int, PersonState]:
        """Return the states of these people; seven queries however many there are."""
        names = ("given_name", "tussenvoegsel", "family_name")
        found = {
            pk: cls(names=tuple(rest[:3]), columns=tuple(rest[3:-1]), source=rest[-1])
            for pk, *rest in Person.objects.filter(pk__in=targets).values_list(
                "pk", *names, *COLUMNS_OF_PERSON, "source"
            )
        }
        addresses = MailAddress.objects.filter(person__in=found).values_list("person", "address", "preferred")
        for person, address, preferred in addresses:
            found[person].addresses.add(address)
            found[person].since |= set() if preferred else {"another address preferred"}
        for person, number in PhoneNumber.objects.filter(person__in=found).values_list("person", "number"):
            found[person].phones.add(number)
        work = Affiliation.objects.filter(person__in=found, ended_on=None)
        for person, organisation, title in work.values_list("person", "organisation", "title"):
            found[person].work.add((organisation, title))
        lines = Person.lines.through.objects.filter(person__in=found)
        for person, line in lines.values_list("person", "programmeline"):
            found[person].lines.add(line)
        tagged = Person.objects.filter(pk__in=found, tags__isnull=False).values_list("pk", Lower("tags__name"))
        for person, tag in tagged:
            found[person].tags.add(tag)
        _add_what_no_file_says(found)
        return found


def _add_what_no_file_says(found: dict[int, PersonState]) -> None:
    work = Affiliation.objects.filter(person__in=found).exclude(started_on=None, ended_on=None)
    for person in work.values_list("person", flat=True):
        found[person].since.add("days of work")
    for person in Person.objects.filter(pk__in=found).exclude(user=None).values_list("pk", flat=True):
        found[person].since.add("an account")


def difference(facts: Facts, state: PersonState) -> dict[str, Any]:
    """Return what a row says that we do not hold yet: columns as old and new, and what is added."""
    now = dict(zip(COLUMNS_OF_PERSON, state.columns, strict=True))
    told = {name: facts.get(name.removesuffix("_id")) for name in COLUMNS_OF_PERSON}
    columns = {name: [now[name], new] for name, new in told.items() if new is not None and new != now[name]}
    add: dict[str, Any] = {}
    if "address" in facts and facts["address"].lower() not in {address.lower() for address in state.addresses}:
        add["address"] = facts["address"]
    if "phone" in facts and facts["phone"] not in state.phones:
        add["phone"] = facts["phone"]
    at = {organisation for organisation, _title in state.work}
    if "organisation" in facts and facts["organisation"] not in at:
        add["work"] = [facts["organisation"], facts.get("title", "")]
    if lines := sorted(set(facts.get("lines", [])) - state.lines):
        add["lines"] = lines
    if tags := [tag for tag in facts.get("tags", []) if tag.lower() not in state.tags]:
        add["tags"] = tags
    return {name: said for name, said in (("columns", columns), ("add", add)) if said}
