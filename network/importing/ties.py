"""Ties from a file: new, or known; what a file tells newer of a known tie (confirmation, source, since) comes in."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone

from network.importing.columns import Kind
from network.importing.drafts import Draft
from network.importing.facts import BACKWARDS, Facts
from network.importing.others import OnlyNew
from network.models import Relationship, RelationshipType
from network.models.import_row import Outcome
from network.models.relationship import FADES_AFTER, ConfirmedBy

# What a file says of a tie, beside its kind and who it is between.
TOLD = ("started_on", "ended_on", "source", "confirmed_by", "confirmed_on")
STANDS = (
    "pk", "first_organisation", "first_person", "second_organisation", "second_person",
    "started_on", "source", "confirmed_by", "confirmed_on",
)  # fmt: skip


class Stands(NamedTuple):
    """What stands of a tie that a file may tell newer."""

    number: int
    first: int
    second: int
    started_on: date | None
    source: str
    confirmed_by: str
    confirmed_on: date | None

    @classmethod
    def of(cls, number: int, *told: Any) -> Stands:
        """Return what stands in the columns `STANDS`."""
        one, two, three, four, *rest = told
        return cls(number, one or two, three or four, *rest)


class Ties(OnlyNew):
    """How a file with ties is handled."""

    model = Relationship
    kind = Kind.TIES
    column = "first"
    insert = """
        WITH fresh AS (
            INSERT INTO network_relationship (id, kind_id, first_organisation_id, second_organisation_id,
                first_person_id, second_person_id, directed, started_on, ended_on, source, stated_by_id, stated_on,
                confirmed_by, confirmed_on)
            SELECT target, (facts->>'kind')::bigint,
                CASE facts->>'between' WHEN 'organisations' THEN (facts->>'first')::bigint END,
                CASE facts->>'between' WHEN 'organisations' THEN (facts->>'second')::bigint END,
                CASE facts->>'between' WHEN 'people' THEN (facts->>'first')::bigint END,
                CASE facts->>'between' WHEN 'people' THEN (facts->>'second')::bigint END,
                (SELECT name <> name_back FROM network_relationshiptype WHERE id = (facts->>'kind')::bigint),
                (facts->>'started_on')::date, (facts->>'ended_on')::date, coalesce(facts->>'source', %(source)s),
                %(by)s, %(today)s, coalesce(facts->>'confirmed_by', ''),
                CASE WHEN facts->>'confirmed_by' <> '' THEN coalesce((facts->>'confirmed_on')::date, %(today)s) END
            FROM network_importrow
            WHERE file_id = %(file)s AND number > %(after)s AND number <= %(until)s AND outcome = 'new'
            ON CONFLICT DO NOTHING RETURNING id
        ) SELECT count(*) FROM fresh
    """

    def match(self, drafts: Sequence[Draft], today: date) -> None:
        """Say of each draft whether it is new, changed or stands already; who confirmed without a day, did so today."""
        super().match(drafts, today)
        for draft in drafts:
            if draft.outcome == Outcome.NEW and draft.facts.get("confirmed_by"):
                draft.facts.setdefault("confirmed_on", today.isoformat())

    def known(self, drafts: Sequence[Draft]) -> dict[Hashable, Stands]:
        kinds = {draft.facts["kind"] for draft in drafts}
        rows = Relationship.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "ended_on", *STANDS)
        found = ((kind, ended, Stands.of(*rest)) for kind, ended, *rest in rows.iterator(5000))
        return {(kind, self._ends(kind, tie.first, tie.second), _written(ended)): tie for kind, ended, tie in found}

    def meet(self, draft: Draft, known: dict[Hashable, Stands], today: date) -> None:
        """Say what a row tells of a known tie that is newer than what stands there."""
        tie = known[self.key(draft.facts)]
        columns = _newer(draft.facts, tie, today)
        draft.target, draft.before = tie.number, {"columns": columns} if columns else None
        draft.outcome = Outcome.CHANGED if columns else Outcome.UNCHANGED

    def change(self, target: int, facts: Facts) -> dict[str, Any]:
        """Write what the row tells that is newer, unless the tie ended or was removed meanwhile."""
        ties = Relationship.objects.filter(pk=target, ended_on=facts.get("ended_on"))
        stands = ties.select_for_update().values_list(*STANDS).first()
        columns = _newer(facts, Stands.of(*stands), timezone.localdate()) if stands else {}
        ties.update(**{name: new for name, (_old, new) in columns.items()})
        return {"columns": columns} if columns else {}

    def key(self, facts: Facts) -> Hashable:
        return facts["kind"], self._ends(facts["kind"], facts["first"], facts["second"]), facts.get("ended_on")

    def _ends(self, kind: int, first: int, second: int) -> Hashable:
        """Return between whom a tie is; without direction it is the same from both ends."""
        return (first, second) if kind in self._directed else frozenset((first, second))

    @cached_property
    def _directed(self) -> set[int]:
        return {kind.pk for kind in RelationshipType.objects.all() if kind.directed}

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how these ties stand now."""
        ends = ("first_organisation", "first_person", "second_organisation", "second_person")
        found = Relationship.objects.filter(pk__in=targets).values_list("pk", "kind", *ends, *TOLD)
        return {
            pk: (kind, one or two, three or four, *(_written(value) for value in told))
            for pk, kind, one, two, three, four, *told in found
        }

    def expected(self, facts: Facts, source: str) -> Any:
        """Return how a tie stands that nobody touched since the import."""
        told = {"source": source, "confirmed_by": "", **facts}
        return (facts["kind"], facts["first"], facts["second"], *(told.get(name) for name in TOLD))


def _newer(facts: Facts, tie: Stands, today: date) -> dict[str, list[Any]]:
    """Return what a row tells that is newer than what stands: per column the old and the new, as JSON has them."""
    told = {name: facts[name] for name in ("started_on", "source") if facts.get(name)} | _confirmed(facts, tie, today)
    stands = {name: _written(getattr(tie, name)) for name in told}
    return {name: [stands[name], new] for name, new in told.items() if new != stands[name]}


def _confirmed(facts: Facts, tie: Stands, today: date) -> dict[str, Any]:
    """Return who confirmed and when, if that is newer; what the other end told lately stays."""
    by = facts.get("confirmed_by", "")
    if not by:
        return {}
    by = by if facts["first"] == tie.first else BACKWARDS.get(by, by)
    day = date.fromisoformat(facts["confirmed_on"]) if "confirmed_on" in facts else today
    covered = tie.confirmed_by in (by, ConfirmedBy.BOTH)
    if tie.confirmed_on and (day <= tie.confirmed_on or ("confirmed_on" not in facts and covered)):
        return {}
    told_lately = tie.confirmed_on is not None and tie.confirmed_on >= day - FADES_AFTER
    both = told_lately and tie.confirmed_by != by
    return {"confirmed_by": ConfirmedBy.BOTH.value if both else by, "confirmed_on": day.isoformat()}


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
