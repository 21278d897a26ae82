"""Organisations from a file: known by name, perhaps known by abbreviation or website, else new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from network import likeness
from network.actions import places, serving
from network.importing.columns import COLUMNS, Kind
from network.importing.drafts import Draft, reserved
from network.importing.facts import Facts
from network.importing.known import ended_organisations, why_not
from network.importing.people import used_by
from network.models import DuplicatePair, LinePartner, Organisation, PhoneNumber
from network.models.import_row import Outcome
from network.organisation_likeness import OrganisationTraits, core_words, domain_of, of_organisations
from network.plain import plain
from network.queries.duplicates import traits_of_organisations

# What stands in the record itself, with what it says as long as nobody told.
FIELDS: dict[str, Any] = {"kind": "", "municipality_id": None, "province": "", "postcode": "", "website": ""}
HELD = ("phones", "tags", "groups", "lines")  # what hangs on it
AS_PARTNER = "partner"  # what an organisation is to a line of which a file only says that it is one


class Organisations:
    """How a file with organisations is handled."""

    model = Organisation
    insert = """
        WITH picked AS (
            SELECT target, facts FROM network_importrow
            WHERE file_id = %(file)s AND number > %(after)s AND number <= %(until)s AND outcome = 'new'
        ), fresh AS (
            INSERT INTO network_organisation (id, name, official_name, kind, municipality_id, province, postcode,
                website, created_at)
            SELECT target, facts->>'name', '', facts->>'kind', (facts->>'municipality')::bigint,
                coalesce(facts->>'province', ''), coalesce(facts->>'postcode', ''), coalesce(facts->>'website', ''),
                %(now)s
            FROM picked ON CONFLICT DO NOTHING RETURNING id
        ), made AS (
            SELECT target, facts FROM picked JOIN fresh ON fresh.id = target
        ), call AS (
            INSERT INTO network_phonenumber (organisation_id, number)
            SELECT target, facts->>'phone' FROM made WHERE facts->'phone' IS NOT NULL
        ), serves AS (
            INSERT INTO network_organisation_target_groups (organisation_id, targetgroup_id)
            SELECT target, each::bigint FROM made, jsonb_array_elements_text(facts->'groups') AS each
        ), partners AS (
            INSERT INTO network_linepartner (organisation_id, line_id, relation, source_note, started_on)
            SELECT target, line::bigint, 'partner', '', %(today)s
            FROM made, jsonb_array_elements_text(facts->'lines') AS line
        ), tags AS (
            INSERT INTO taggit_taggeditem (tag_id, content_type_id, object_id)
            SELECT tag.id, %(content_type)s, target
            FROM made, jsonb_array_elements_text(facts->'tags') AS word JOIN taggit_tag tag
            ON lower(tag.name) = lower(word)
        )
        SELECT count(*) FROM fresh
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._ended = ended_organisations()
        self._traits = traits_of_organisations()
        self._by_key: dict[Any, set[int]] = defaultdict(set)
        for number, traits in self._traits.items():
            for key in _keys(traits):
                self._by_key[key].add(number)

    def match(self, drafts: Sequence[Draft], today: date) -> None:  # noqa: ARG002  as for people
        """Say of each draft whether it is new, known, or perhaps known; a name stands in a file once."""
        good = [draft for draft in drafts if draft.outcome != Outcome.REFUSED and not self._stands_twice(draft)]
        names = {plain(draft.facts["name"]) for draft in good}
        known = dict(Organisation.objects.filter(sort_name__in=names).values_list("sort_name", "pk"))
        states = _states(list(known.values()))
        for draft in good:
            number = known.get(plain(draft.facts["name"]))
            if number in self._ended:
                draft.refuse(COLUMNS[Kind.ORGANISATIONS]["name"].label, why_not(self._ended[number]))
            elif number:
                draft.target, draft.before = number, _difference(draft.facts, states[number])
                draft.outcome = Outcome.CHANGED if draft.before else Outcome.UNCHANGED
            else:
                self._suspect(draft)
        fresh = [draft for draft in good if draft.outcome == Outcome.NEW]
        for draft, number in zip(fresh, reserved(Organisation, len(fresh)), strict=True):
            draft.target = number

    def _stands_twice(self, draft: Draft) -> bool:
        first = self._seen.setdefault(plain(draft.facts["name"]), draft.number)
        if first != draft.number:
            draft.refuse(COLUMNS[Kind.ORGANISATIONS]["name"].label, _("The same as row %(row)d.") % {"row": first})
        return first != draft.number

    def _suspect(self, draft: Draft) -> None:
        told = OrganisationTraits(
            draft.facts["name"], draft.facts["kind"], draft.facts.get("website", ""),
            frozenset({draft.facts["phone"]} if "phone" in draft.facts else ()), draft.facts.get("postcode", ""),
        )  # fmt: skip
        near: set[int] = set().union(*(self._by_key.get(key, set()) for key in _keys(told)))
        found = sorted(((of_organisations(told, self._traits[number]), number) for number in near), key=_score)
        draft.suspects = [
            [number, like.score, list(like.reasons)] for like, number in found[:3] if like.score >= likeness.SUSPECT
        ]
        draft.outcome = Outcome.ALIKE if draft.suspects else Outcome.NEW

    def change(self, target: int, facts: Facts) -> dict[str, Any]:
        """Fill in and add what the row says of an organisation we know."""
        organisation = Organisation.objects.select_for_update().filter(pk=target).first()
        if not organisation:
            return {}
        done = _difference(facts, _states([target])[target])
        was_in = places.of(organisation)
        for name, (_old, new) in done.get("columns", {}).items():
            setattr(organisation, name, new)
        organisation.save(update_fields=list(done.get("columns", {})) or None)
        moved = places.keep(organisation=organisation, before=was_in, today=timezone.localdate())
        made = [[row._meta.label, row.pk] for row in (*_added(organisation, done.get("add", {})), *moved)]
        return {**done, "made": made} if done else {}

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how these organisations stand now."""
        more = _told_since(targets)
        return {number: (*_whole(state), number in more) for number, state in _states(targets).items()}

    def expected(self, facts: Facts, source: str) -> Any:  # noqa: ARG002  as for people
        """Return how an organisation stands that nobody touched since the import."""
        state = {"name": facts["name"], **_columns(facts)}
        state["phones"] = {facts["phone"]} if "phone" in facts else set()
        state["tags"] = {tag.lower() for tag in facts.get("tags", [])}
        state["groups"] = set(facts.get("groups", []))
        state["lines"] = {(line, AS_PARTNER) for line in facts.get("lines", [])}
        return (*_whole(state), False)

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Return which of these organisations others lead to by now."""
        own = {PhoneNumber, DuplicatePair, Organisation.target_groups.through, LinePartner}
        return used_by(Organisation, targets, own)


def _added(organisation: Organisation, add: dict[str, Any]) -> list[Any]:
    """Hang what a row adds on an organisation, and return the rows that were made."""
    made: list[Any] = []
    if "phone" in add:
        made.append(PhoneNumber.objects.create(organisation=organisation, number=add["phone"]))
    today = timezone.localdate()
    made += serving.begin([(organisation.pk, group) for group in add.get("groups", [])], today)
    made += [
        LinePartner.objects.create(organisation=organisation, line_id=line, relation=AS_PARTNER, started_on=today)
        for line in add.get("lines", [])
    ]
    tagged = organisation.tags.through.objects.filter(object_id=organisation.pk, content_type__model="organisation")
    before = set(tagged.values_list("pk", flat=True))
    organisation.tags.add(*add.get("tags", []))
    return made + list(tagged.exclude(pk__in=before))


def _score(found: tuple[likeness.Likeness, int]) -> int:
    return -found[0].score


def _keys(traits: OrganisationTraits) -> set[Any]:
    words = likeness.WORDS.findall(plain(traits.name))
    keys: set[Any] = {core_words(traits.name), ("short", "".join(words))}
    if len(words) > 2:
        keys |= {("short", "".join(word[0] for word in words))}
        keys |= {("short", "".join(word[0] for word in words if word not in {"de", "het", "van", "en", "voor"}))}
    return keys | ({("site", domain_of(traits.website))} if traits.website else set())


def _states(targets: Sequence[int]) -> dict[int, dict[str, Any]]:
    found = {
        row["pk"]: {**{name: row[name] for name in ("name", *FIELDS)}, **{held: set() for held in HELD}}
        for row in Organisation.objects.filter(pk__in=targets).values("pk", "name", *FIELDS)
    }
    for number, phone in PhoneNumber.objects.filter(organisation__in=found).values_list("organisation", "number"):
        found[number]["phones"].add(phone)
    tagged = Organisation.objects.filter(pk__in=found, tags__isnull=False)
    for number, tag in tagged.values_list("pk", Lower("tags__name")):
        found[number]["tags"].add(tag)
    serving = Organisation.target_groups.through.objects.filter(organisation__in=found)
    for number, group in serving.values_list("organisation", "targetgroup"):
        found[number]["groups"].add(group)
    partners = LinePartner.objects.filter(organisation__in=found, ended_on=None)
    for number, line, relation in partners.values_list("organisation", "line", "relation"):
        found[number]["lines"].add((line, relation))
    return found


def _told_since(targets: Sequence[int]) -> set[int]:
    """Return of which organisations something was told that no file says."""
    named = Organisation.objects.filter(pk__in=targets).exclude(official_name="")
    partners = LinePartner.objects.filter(organisation__in=targets)
    told = ~Q(source_note="") | Q(ended_on__isnull=False) | Q(started_on=None)
    told |= ~Q(started_on=TruncDate("organisation__created_at"))  # an import says the day on which it writes
    return {*named.values_list("pk", flat=True), *partners.filter(told).values_list("organisation", flat=True)}


def _whole(state: dict[str, Any]) -> tuple[Any, ...]:
    return (state["name"], *(state[name] for name in FIELDS), *(tuple(sorted(state[held])) for held in HELD))


def _columns(facts: Facts) -> dict[str, Any]:
    return {name: facts.get(name.removesuffix("_id"), empty) for name, empty in FIELDS.items()}


def _difference(facts: Facts, state: dict[str, Any]) -> dict[str, Any]:
    columns = {name: [state[name], new] for name, new in _columns(facts).items() if new and new != state[name]}
    add: dict[str, Any] = {}
    if "phone" in facts and facts["phone"] not in state["phones"]:
        add["phone"] = facts["phone"]
    if tags := [tag for tag in facts.get("tags", []) if tag.lower() not in state["tags"]]:
        add["tags"] = tags
    if groups := sorted(set(facts.get("groups", [])) - state["groups"]):
        add["groups"] = groups
    if lines := sorted(set(facts.get("lines", [])) - {line for line, _relation in state["lines"]}):
        add["lines"] = lines
    return {name: said for name, said in (("columns", columns), ("add", add)) if said}
