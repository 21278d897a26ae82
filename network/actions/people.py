from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from network.actions import affiliations
from network.actions.reach import keep_phones
from network.models import MailAddress, Municipality, Organisation, Person, ProgrammeLine, WorkRole
from network.signals import preferred_address_changed
from network.special_words import special_words


class CannotKeep(Exception):
    """What was told about a person is not kept: it is incomplete, or something KIS never keeps."""


@dataclass(frozen=True)
class PersonFacts:
    """What is kept about a person; the first address is the preferred one, a municipality decides the province."""

    given_name: str
    tussenvoegsel: str
    family_name: str
    work_role: WorkRole | None
    province: str
    language: str
    source: str
    addresses: Sequence[str]
    lines: Sequence[ProgrammeLine]
    tags: Sequence[str]
    postcode: str = ""
    municipality: Municipality | None = None
    phones: Sequence[str] = ()  # as E.164 has them

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.tussenvoegsel, self.family_name) if part)


@transaction.atomic
def add(
    *,
    facts: PersonFacts,
    organisation: Organisation | None = None,
    title: str = "",
    confirmed: bool = False,
    by: User,
    now: datetime,
) -> Person:
    """Record somebody new, where KIS knows them from, and where they work when that is told.

    :raises CannotKeep: without a source (AVG art. 14), or with a tag or source that tells special data (art. 9).
    :raises CannotAffiliate: when the title may tell special data and nobody `confirmed` that it does not.
    """
    if not facts.source:
        raise CannotKeep(_("Write down where KIS knows this person from."))
    refuse_special_words(facts)
    person = Person.objects.create(**_columns(facts))
    _attach(person, facts)
    audit.write("network.person_added", by=by, about=person)
    if organisation:
        told: dict[str, Any] = {"organisation": organisation, "title": title, "confirmed": confirmed}
        affiliations.add(person=person, **told, started_on=None, ended_on=None, by=by, now=now)
    return person


@transaction.atomic
def change(*, person: Person, facts: PersonFacts, by: User, now: datetime) -> Person:
    """Make the person's record say this; the audit trail keeps which fields changed, not what they said.

    :raises CannotKeep: with a tag or source that tells special data (AVG art. 9), or when the source is wiped out.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.source and not facts.source:
        raise CannotKeep(_("Write down where KIS knows this person from."))
    refuse_special_words(facts)
    before = facts_of(person)
    changed = [f.name for f in fields(PersonFacts) if getattr(before, f.name) != getattr(facts, f.name)]
    if changed:
        for name, value in _columns(facts).items():
            setattr(person, name, value)
        person.save(update_fields=list(_columns(facts)))
        _attach(person, facts)
        _tell_other_address(person, before.addresses, facts.addresses, now)
        audit.write("network.person_changed", by=by, about=person, fields=changed)
    return person


def facts_of(person: Person) -> PersonFacts:
    """Return what is kept about this person now."""
    return PersonFacts(
        **{name: getattr(person, name) for name in COLUMNS},
        addresses=list(person.mail_addresses.order_by("-preferred", "pk").values_list("address", flat=True)),
        lines=list(person.lines.order_by("number")),
        tags=sorted(person.tags.names()),
        phones=tuple(person.phone_numbers.values_list("number", flat=True)),
    )


def refuse_special_words(facts: PersonFacts) -> None:
    """Refuse a tag or source that says something about belief, origin, health or orientation (P5).

    :raises CannotKeep: naming the words.
    """
    for text in [*facts.tags, facts.source]:
        if found := special_words(text):
            raise CannotKeep(why_refused(found))


def why_refused(words: list[str]) -> str:
    """Say why these words may not stand with a person, and what to do instead."""
    return _(
        "“%(words)s” can say something about the belief, origin, health or orientation of a person. "
        "We never keep that about people. Leave it out, or put it with the organisation."
    ) % {"words": ", ".join(words)}


@transaction.atomic
def link_account(*, user: User, address: str) -> Person | None:
    """Give this user the one person who has this confirmed address and no account yet.

    Gives nobody when several people share the address: it does not say which of them logged in.
    """
    if Person.objects.filter(user=user).exists():
        return None
    candidates = Person.objects.select_for_update(of=("self",)).filter(mail_addresses__address__iexact=address)
    found = list(candidates.order_by("pk")[:2])
    if len(found) != 1 or found[0].user_id:
        return None
    found[0].user = user
    found[0].save(update_fields=["user"])
    audit.write("network.account_linked", by=user, about=found[0])
    return found[0]


NAMES = ("given_name", "tussenvoegsel", "family_name")
COLUMNS = (*NAMES, "work_role", "province", "postcode", "municipality", "language", "source")


def _columns(facts: PersonFacts) -> dict[str, object]:
    told = {name: getattr(facts, name) for name in COLUMNS}
    return {**told, "province": facts.municipality.province} if facts.municipality else told


def _attach(person: Person, facts: PersonFacts) -> None:
    person.lines.set(facts.lines)
    person.tags.set(facts.tags)
    _keep_addresses(person, facts.addresses)
    keep_phones(person, facts.phones)


def _tell_other_address(person: Person, before: Sequence[str], after: Sequence[str], now: datetime) -> None:
    """Tell the rooms above when another address is the preferred one; only how it is spelled is no change."""
    old, new = next(iter(before), ""), next(iter(after), "")
    if old.lower() != new.lower():
        preferred_address_changed.send(Person, person=person, before=old, after=new, now=now)


def _keep_addresses(person: Person, addresses: Sequence[str]) -> None:
    """Give the person these addresses, the first one preferred; an address that stays keeps its row."""
    wanted = {address.lower(): address for address in addresses}
    known = {row.address.lower(): row for row in person.mail_addresses.all()}
    person.mail_addresses.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    person.mail_addresses.update(preferred=False)
    for key, address in wanted.items():
        if row := known.get(key):
            person.mail_addresses.filter(pk=row.pk).update(address=address)  # whether post arrives is the post's to say
        else:
            MailAddress.objects.create(person=person, address=address, preferred=False)
    person.mail_addresses.filter(address__iexact=next(iter(wanted), "")).update(preferred=True)
