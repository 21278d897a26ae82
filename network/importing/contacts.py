"""Contact moments from a file: they are new or stand already; a file never changes one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from network.importing.columns import Kind
from network.importing.drafts import Draft
from network.importing.facts import Facts
from network.importing.others import OnlyNew
from network.models import ContactMoment
from network.models.contact_moment import OrganisationInContact, PersonInContact


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
            SELECT fresh.id, place::bigint FROM fresh JOIN network_importrow r ON r.target = fresh.id
                AND r.file_id = %(file)s, jsonb_array_elements_text(r.facts->'organisations') AS place
            UNION SELECT fresh.id, a.organisation_id FROM fresh
            JOIN people ON people.contactmoment_id = fresh.id
            JOIN network_affiliation a ON a.person_id = people.person_id
                AND (a.started_on IS NULL OR a.started_on <= fresh.held_on)
                AND (a.ended_on IS NULL OR a.ended_on > fresh.held_on)
            RETURNING contactmoment_id, organisation_id
        ), kept AS (
            UPDATE network_importrow r SET facts = r.facts || jsonb_build_object('at', found.numbers)
            FROM (
                SELECT contactmoment_id, jsonb_agg(organisation_id) AS numbers FROM places GROUP BY contactmoment_id
            ) found
            WHERE r.file_id = %(file)s AND r.target = found.contactmoment_id
        ) SELECT count(*) FROM fresh
    """

    def known(self, drafts: Sequence[Draft]) -> set[Hashable]:
        days = {draft.facts["held_on"] for draft in drafts}
        rows = _with_parties(ContactMoment.objects.filter(held_on__in=days, removed_at=None))
        return {(day.isoformat(), *rest, _parties(people, at)) for _pk, day, *rest, people, at, _removed in rows}

    def key(self, facts: Facts) -> Hashable:
        """Return by what a contact moment is told from another: also by with whom it was."""
        return (*_said(facts), _parties(facts.get("people"), facts.get("organisations")))

    def standing(self, targets: Sequence[int]) -> dict[int, Any]:
        """Return how these contact moments stand now."""
        rows = _with_parties(ContactMoment.objects.filter(pk__in=targets))
        return {
            pk: (day.isoformat(), *rest, _in_order(people), _in_order(at), removed)
            for pk, day, *rest, people, at, removed in rows
        }

    def expected(self, facts: Facts, source: str) -> Any:  # noqa: ARG002
        """Return how a contact moment stands that nobody touched since the import."""
        return (*_said(facts), _in_order(facts.get("people")), _in_order(facts.get("at")), None)


def _said(facts: Facts) -> tuple[Any, ...]:
    return facts["held_on"], facts["line"], facts["channel"], facts["summary"]


def _parties(people: Iterable[int] | None, organisations: Iterable[int] | None) -> tuple[str, tuple[int, ...]]:
    """Return with whom it was: the people, or the organisations when nobody is named."""
    return ("people", _in_order(people)) if people else ("organisations", _in_order(organisations))


def _with_parties(moments: QuerySet[ContactMoment]) -> QuerySet[ContactMoment, tuple[Any, ...]]:
    people = PersonInContact.objects.filter(contactmoment=OuterRef("pk"))
    places = OrganisationInContact.objects.filter(contactmoment=OuterRef("pk"))
    found = moments.annotate(
        with_people=ArraySubquery(people.values("person")), at=ArraySubquery(places.values("organisation"))
    )
    return found.values_list("pk", "held_on", "line", "channel", "summary", "with_people", "at", "removed_at")


def _in_order(numbers: Iterable[int] | None) -> tuple[int, ...]:
    return tuple(sorted(numbers or ()))
