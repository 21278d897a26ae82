"""Ties from a file: they are new or stand already."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from network.importing.columns import Kind
from network.importing.drafts import Draft
from network.importing.facts import Facts
from network.importing.others import OnlyNew
from network.models import Relationship, RelationshipType
from network.models.import_row import Outcome

# What a file says of a tie, beside its kind and who it is between.
TOLD = ("started_on", "ended_on", "source", "confirmed_by", "confirmed_on")


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
        """Say of each draft whether it is new or stands already; who confirmed without a day, did so today."""
        for draft in drafts:
            if draft.outcome != Outcome.REFUSED and draft.facts.get("confirmed_by"):
                draft.facts.setdefault("confirmed_on", today.isoformat())
        super().match(drafts, today)

    def known(self, drafts: Sequence[Draft]) -> set[Hashable]:
        kinds = {draft.facts["kind"] for draft in drafts}
        ends = ("first_organisation", "second_organisation", "first_person", "second_person")
        rows = Relationship.objects.filter(kind__in=kinds).values_list("kind", "ended_on", *ends)
        return {
            (kind, self._ends(kind, one or third, two or fourth), day.isoformat() if day else None)
            for kind, day, one, two, third, fourth in rows
        }

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


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
