"""Ties and contact moments from a file: they are new or stand already; a file never changes one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from network.importing.columns import COLUMNS, Kind
from network.importing.drafts import Draft, reserved
from network.importing.facts import Facts
from network.importing.people import used_by
from network.models import ContactMoment, Relationship, RelationshipType
from network.models.contact_moment import OrganisationInContact, PersonInContact
from network.models.import_row import Outcome


class OnlyNew:
    """What ties and contact moments share."""

    model: Any
    kind: str
    column: str
    own: frozenset[Any] = frozenset()

    def __init__(self) -> None:
        self._seen: dict[Hashable, int] = {}

    def match(self, drafts: Sequence[Draft], today: date) -> None:  # noqa: ARG002  as for people
        """Say of each draft whether it is new or stands already; the same row twice is one too many."""
        good = [draft for draft in drafts if draft.outcome != Outcome.REFUSED]
        known = self.known(good)
        for draft in good:
            key = self.key(draft.facts)
            first = self._seen.setdefault(key, draft.number)
            if first != draft.number:
                draft.refuse(COLUMNS[self.kind][self.column].label, _("The same as row %(row)d.") % {"row": first})
            elif key in known:
                draft.outcome = Outcome.UNCHANGED
        fresh = [draft for draft in good if draft.outcome == Outcome.NEW]
        for draft, number in zip(fresh, reserved(self.model, len(fresh)), strict=True):
            draft.target = number

    def known(self, drafts: Sequence[Draft]) -> set[Hashable]:
        raise NotImplementedError

    def key(self, facts: Facts) -> Hashable:
        raise NotImplementedError

    def change(self, target: int, facts: Facts) -> dict[str, Any]:  # noqa: ARG002
        """Change nothing: what stands already is left alone."""
        return {}

    def used(self, targets: Sequence[int]) -> dict[int, str]:
        """Return which of these rows others lead to by now."""
        return used_by(self.model, targets, set(self.own))


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
        rows = Relationship.objects.filter(pk__in=targets).values_list(
            "pk", "kind", "first_organisation", "first_person", "ended_on", "confirmed_by"
        )
        return {
            pk: (kind, one or other, ended.isoformat() if ended else None, confirmed)
            for pk, kind, one, other, ended, confirmed in rows
        }

    def expected(self, facts: Facts, source: str) -> Any:  # noqa: ARG002
        """Return how a tie stands that nobody touched since the import."""
        return (facts["kind"], facts["first"], facts.get("ended_on"), facts.get("confirmed_by", ""))


class Contacts(OnlyNew):
    """How a file with contact moments is handled."""

    model = ContactMoment
    kind = Kind.CONTACTS
    column = "summary"
    own = frozenset({PersonInContact, OrganisationInContact})
    insert = """
        WITH fresh AS (
            INSERT INTO network_contactmoment (id, held_on, channel, line_id, summary, logged_by_id, logged_at)
            SELECT target, (facts->>'held_on')::date, facts->>'channel', (facts->>'line')::bigint, facts->>'summary',
                %(by)s, %(now)s
            FROM network_importrow
            WHERE file_id = %(file)s AND number > %(after)s AND number <= %(until)s AND outcome = 'new'
            ON CONFLICT (id) DO NOTHING RETURNING id, held_on
        ), people AS (
            INSERT INTO network_personincontact (contactmoment_id, person_id)
            SELECT fresh.id, who::bigint FROM fresh JOIN network_importrow r ON r.target = fresh.id
                AND r.file_id = %(file)s, jsonb_array_elements_text(r.facts->'people') AS who
            RETURNING contactmoment_id, person_id
        ), places AS (
            INSERT INTO network_organisationincontact (contactmoment_id, organisation_id)
            SELECT DISTINCT fresh.id, a.organisation_id FROM fresh
            JOIN people ON people.contactmoment_id = fresh.id
            JOIN network_affiliation a ON a.person_id = people.person_id
                AND (a.started_on IS NULL OR a.started_on <= fresh.held_on)
                AND (a.ended_on IS NULL OR a.ended_on > fresh.held_on)
        ) SELECT count(*) FROM fresh
    """

    def known(self, drafts: Sequence[Draft]) -> set[Hashable]:
        days = {draft.facts["held_on"] for draft in drafts}
        rows = ContactMoment.objects.filter(held_on__in=days, removed_at=None)
        return {
            (day.isoformat(), line, channel, summary)
            for day, line, channel, summary in rows.values_list("held_on", "line", "channel", "summary")
        }

    def key(self, facts: Facts) -> Hashable:
        return facts["held_on"], facts["line"], facts["channel"], facts["summary"]

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how these contact moments stand now."""
        rows = ContactMoment.objects.filter(pk__in=targets).values_list(
            "pk", "held_on", "line", "channel", "summary", "removed_at"
        )
        return {pk: (day.isoformat(), *rest) for pk, day, *rest in rows}

    def expected(self, facts: Facts, source: str) -> Any:  # noqa: ARG002
        """Return how a contact moment stands that nobody touched since the import."""
        return (*self.key(facts), None)  # type: ignore[misc]
