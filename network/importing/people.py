"""People from a file: who is known already, how new ones are written, and whether they may be taken away again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from network import likeness, rows
from network.importing.columns import COLUMNS, Kind
from network.importing.drafts import Draft, reserved
from network.importing.facts import Facts
from network.importing.person_state import COLUMNS_OF_PERSON, PersonState, difference
from network.likeness import PersonTraits
from network.models import Affiliation, DuplicatePair, MailAddress, Person, PhoneNumber, Restriction
from network.models.import_row import Outcome
from network.plain import plain
from network.queries.duplicates import traits_of_people
from network.queries.merges import label_of
from network.signals import preferred_address_changed

MOST_AT_ONE_EMPLOYER = 200
SAME = ("same_name", "name_written_otherwise")


class People:
    """How a file with people is handled; remembers which rows it saw, to notice somebody who stands in it twice."""

    model = Person
    insert = """
        WITH picked AS (
            SELECT target, facts FROM network_importrow
            WHERE file_id = %(file)s AND number > %(after)s AND number <= %(until)s AND outcome = 'new'
        ), fresh AS (
            INSERT INTO network_person (id, given_name, tussenvoegsel, family_name, work_role_id, municipality_id,
                province, postcode, language, source, created_at)
            SELECT target, facts->>'given_name', coalesce(facts->>'tussenvoegsel', ''), facts->>'family_name',
                (facts->>'work_role')::bigint, (facts->>'municipality')::bigint,
                coalesce(facts->>'province', ''), coalesce(facts->>'postcode', ''),
                coalesce(facts->>'language', 'nl'), coalesce(facts->>'source', %(source)s), %(now)s
            FROM picked ON CONFLICT (id) DO NOTHING RETURNING id
        ), made AS (
            SELECT target, facts FROM picked JOIN fresh ON fresh.id = target
        ), post AS (
            INSERT INTO network_mailaddress (person_id, address, preferred, arrives, came_back_with, created_at)
            SELECT target, facts->>'address', true, 'yes', '', %(now)s FROM made WHERE facts->'address' IS NOT NULL
        ), call AS (
            INSERT INTO network_phonenumber (person_id, number)
            SELECT target, facts->>'phone' FROM made WHERE facts->'phone' IS NOT NULL
        ), work AS (
            INSERT INTO network_affiliation (person_id, organisation_id, title)
            SELECT target, (facts->>'organisation')::bigint, coalesce(facts->>'title', '')
            FROM made WHERE facts->'organisation' IS NOT NULL
        ), lines AS (
            INSERT INTO network_person_lines (person_id, programmeline_id)
            SELECT target, line::bigint FROM made, jsonb_array_elements_text(facts->'lines') AS line
        ), tags AS (
            INSERT INTO taggit_taggeditem (tag_id, content_type_id, object_id)
            SELECT tag.id, %(content_type)s, target
            FROM made, jsonb_array_elements_text(facts->'tags') AS word JOIN taggit_tag tag
            ON lower(tag.name) = lower(word)
        )
        SELECT count(*) FROM fresh
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def match(self, drafts: Sequence[Draft], today: date) -> None:
        """Say of each draft whether it is new, known, or perhaps known; two rows about one person are one too many."""
        good = [draft for draft in drafts if draft.outcome != Outcome.REFUSED and not self._stands_twice(draft)]
        near = _Near(good, today)
        fresh = [draft for draft in good if not near.recognise(draft)]
        for draft, number in zip(fresh, reserved(Person, len(fresh)), strict=True):
            draft.target = number
        for draft in good:
            if draft.outcome == Outcome.CHANGED and draft.target:
                draft.before = near.difference(draft)
                draft.outcome = Outcome.CHANGED if draft.before else Outcome.UNCHANGED

    def _stands_twice(self, draft: Draft) -> bool:
        key = (name_of(draft.facts), draft.facts.get("address", str(draft.facts.get("organisation", ""))).lower())
        first = self._seen.setdefault(key, draft.number)
        if first == draft.number:
            return False
        draft.refuse(COLUMNS[Kind.PEOPLE]["family_name"].label, _("The same as row %(row)d.") % {"row": first})
        return True

    def change(self, target: int, facts: Facts) -> dict[str, Any]:
        """Fill in and add what the row says of somebody we know; nothing that we hold is taken away."""
        person = Person.objects.in_use().select_for_update().filter(pk=target).first()
        if not person:
            return {}
        done = difference(facts, PersonState.of([target])[target])
        for name, (_old, new) in done.get("columns", {}).items():
            setattr(person, name, new)
        person.save(update_fields=list(done.get("columns", {})) or None)
        made = [[row._meta.label, row.pk] for row in _added(person, done.get("add", {}))]
        return {**done, "made": made} if done else {}

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how these people stand now: what is in the record and what the import hung on it."""
        return {pk: state.whole for pk, state in PersonState.of(targets).items()}

    def expected(self, facts: Facts, source: str) -> Any:
        """Return how somebody stands whom nobody touched since the import."""
        return PersonState(
            names=(facts["given_name"], facts.get("tussenvoegsel", ""), facts["family_name"]),
            columns=tuple(facts.get(name.removesuffix("_id"), empty) for name, empty in COLUMNS_OF_PERSON.items()),
            source=facts.get("source", source),
            addresses={facts["address"]} if "address" in facts else set(),
            phones={facts["phone"]} if "phone" in facts else set(),
            work={(facts["organisation"], facts.get("title", ""))} if "organisation" in facts else set(),
            lines=set(facts.get("lines", [])),
            tags={tag.lower() for tag in facts.get("tags", [])},
        ).whole

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Return who of these people others lead to by now: a contact moment, a letter, an answer."""
        own = {MailAddress, PhoneNumber, Affiliation, Person.lines.through, DuplicatePair}
        return used_by(Person, targets, own)


def name_of(facts: Facts) -> str:
    """Return the name as `Person.sort_name` has it."""
    return plain(f"{facts['family_name']} {facts['given_name']} {facts.get('tussenvoegsel', '')}")


def used_by(model: type[Any], targets: Sequence[int], own: set[Any]) -> dict[int, str]:
    """Return which records rows of other kinds lead to, with what a colleague calls those."""
    found: dict[int, str] = {}
    for hanging, field in rows.pointing_at(model):
        if hanging not in own:
            leading = hanging._base_manager.filter(**{f"{field.name}__in": targets})
            for number in leading.values_list(field.attname, flat=True).order_by().distinct():
                found.setdefault(number, label_of(hanging))
    return found


def _added(person: Person, add: dict[str, Any]) -> list[Any]:
    made: list[Any] = []
    if "address" in add:
        first = not person.mail_addresses.filter(preferred=True).exists()
        made.append(MailAddress.objects.create(person=person, address=add["address"], preferred=first))
        if first:
            told = {"before": "", "after": add["address"], "now": timezone.now()}
            preferred_address_changed.send(Person, person=person, **told)
    if "phone" in add:
        made.append(PhoneNumber.objects.create(person=person, number=add["phone"]))
    if "work" in add:
        organisation, title = add["work"]
        made.append(Affiliation.objects.create(person=person, organisation_id=organisation, title=title))
    through = Person.lines.through
    made += [through.objects.create(person=person, programmeline_id=line) for line in add.get("lines", [])]
    known = set(person.tags.through.objects.filter(object_id=person.pk).values_list("pk", flat=True))
    person.tags.add(*add.get("tags", []))
    kind = person.tags.through.objects.filter(object_id=person.pk, content_type__model="person")
    return made + ([row for row in kind if row.pk not in known] if "tags" in add else [])


class _Near:
    """Everybody who comes near a row of this stretch, fetched at once."""

    def __init__(self, drafts: Sequence[Draft], today: date) -> None:
        facts = [draft.facts for draft in drafts]
        addresses = {each["address"].lower() for each in facts if "address" in each}
        self._by_address: dict[str, set[int]] = defaultdict(set)
        # An array and not `in`: five thousand parameters take the driver longer than the search takes PostgreSQL.
        lowered = MailAddress.objects.extra(where=["lower(address) = ANY(%s)"], params=[list(addresses)])
        for address, person in lowered.values_list(Lower("address"), "person"):
            self._by_address[address].add(person)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        names = list({name_of(each) for each in facts})
        named = Person.objects.extra(where=["sort_name = ANY(%s)"], params=[names])
        for name, person in named.values_list("sort_name", "pk"):
            self._by_name[name].add(person)
        self._by_employer: dict[int, set[int]] = defaultdict(set)
        employers = {each["organisation"] for each in facts if "organisation" in each}
        work = Affiliation.objects.holding_on(today).filter(organisation__in=employers)
        for organisation, person in work.values_list("organisation", "person"):
            self._by_employer[organisation].add(person)
        near = set().union(*self._by_address.values(), *self._by_name.values(), *self._by_employer.values())
        self._traits = traits_of_people(today, near) if near else {}
        kept_alone = Restriction.objects.filter(person__in=near)
        self._restricted = set(kept_alone.values_list("person", flat=True)) if near else set()
        self._states: dict[int, PersonState] | None = None
        self._near = near

    def recognise(self, draft: Draft) -> bool:
        """Give the draft its person, or who it may be; tell whether there is any."""
        facts = draft.facts
        told = _traits(facts)
        near = set(self._by_name.get(name_of(facts), ()))
        near |= self._by_address.get(facts.get("address", "").lower(), set())
        colleagues = self._by_employer.get(facts.get("organisation", 0), set())
        near |= colleagues if len(colleagues) <= MOST_AT_ONE_EMPLOYER else set()
        found = [(likeness.of_people(told, self._traits[number]), number) for number in near]
        same = [
            number for like, number in found if like.reasons[:1] and like.reasons[0] in SAME and _sure(like.reasons)
        ]
        if self._restricted.intersection(same):
            draft.refuse(COLUMNS[Kind.PEOPLE]["family_name"].label, _("We may not use the data of this person now."))
            return True
        if len(same) == 1:
            draft.outcome, draft.target = Outcome.CHANGED, same[0]
            return True
        suspects = sorted(((like.score, number, like.reasons) for like, number in found), reverse=True)
        suspects = [each for each in suspects if each[1] not in self._restricted][:3]
        draft.suspects = [
            [number, score, list(why)] for score, number, why in suspects if score >= likeness.WORTH_A_LOOK
        ]
        if draft.suspects:
            draft.outcome = Outcome.ALIKE
        return bool(draft.suspects)

    def difference(self, draft: Draft) -> dict[str, Any]:
        if self._states is None:
            self._states = PersonState.of(list(self._near))
        return difference(draft.facts, self._states[draft.target or 0])


def _sure(reasons: Sequence[str]) -> bool:
    return "same_address" in reasons or "same_phone" in reasons


def _traits(facts: Facts) -> PersonTraits:
    return PersonTraits(
        facts["given_name"],
        facts.get("tussenvoegsel", ""),
        facts["family_name"],
        frozenset({facts["address"].lower()} if "address" in facts else ()),
        frozenset({facts["phone"]} if "phone" in facts else ()),
        frozenset({facts["organisation"]} if "organisation" in facts else ()),
        frozenset(),
        facts.get("postcode", ""),
    )
