"""The database itself keeps `last_contact_on` of people and organisations, from their contact moments
and from what other rooms tell (attendance, contributions).

Lists of 100,000 people are put in order and narrowed by that day, so it may not be worked out while somebody waits; and
it must be right whichever way a moment came in (a form, an import, a merge, an undo).
"""

import pgtrigger

# Worked out for all rows at once: a subquery per person took minutes for an import of 500,000 moments.
KEEP = """
    UPDATE network_{party} SET last_contact_on = fresh.day
    FROM (
        SELECT touched.id, greatest(
            max(moment.held_on),
            (SELECT max(other.held_on) FROM network_othercontact other WHERE other.{party}_id = touched.id)
        ) AS day
        FROM (SELECT DISTINCT {touched}) AS touched (id)
        LEFT JOIN network_{party}incontact link ON link.{party}_id = touched.id
        LEFT JOIN network_contactmoment moment ON moment.id = link.contactmoment_id AND moment.removed_at IS NULL
        GROUP BY touched.id
    ) fresh
    WHERE network_{party}.id = fresh.id AND network_{party}.last_contact_on IS DISTINCT FROM fresh.day;
    RETURN NULL;
"""
OF_THE_MOMENTS = "link.{party}_id FROM network_{party}incontact link JOIN changed ON changed.id = link.contactmoment_id"
WHO_JOINED = "{party}_id FROM joined"
WHO_LEFT = "{party}_id FROM gone"
WHO_IS_ELSEWHERE = "{party}_id FROM (SELECT {party}_id FROM gone UNION ALL SELECT {party}_id FROM joined) moved"


def kept_when_the_moment_changes(party: str) -> pgtrigger.Trigger:
    """Follow another day, a removal and its undo; a moment loses its links before it is deleted itself."""
    return _trigger(f"{party}_follows_the_moment", pgtrigger.Update, party, OF_THE_MOMENTS, new="changed")


def kept_when_the_links_change(party: str) -> list[pgtrigger.Trigger]:
    """Follow who is added to a moment, taken off, or (in a merge) replaced by somebody else."""
    return [
        _trigger("joining_is_contact", pgtrigger.Insert, party, WHO_JOINED, new="joined"),
        _trigger("leaving_takes_contact_along", pgtrigger.Delete, party, WHO_LEFT, old="gone"),
        _trigger("replacing_moves_contact", pgtrigger.Update, party, WHO_IS_ELSEWHERE, old="gone", new="joined"),
    ]


def kept_when_others_tell(party: str) -> list[pgtrigger.Trigger]:
    """Follow what another room tells of this party, corrects or takes back."""
    return [
        _trigger(f"{party}_is_told_of", pgtrigger.Insert, party, WHO_JOINED, new="joined"),
        _trigger(f"{party}_is_told_of_no_more", pgtrigger.Delete, party, WHO_LEFT, old="gone"),
        _trigger(f"{party}_is_told_of_anew", pgtrigger.Update, party, WHO_IS_ELSEWHERE, old="gone", new="joined"),
    ]


def _trigger(name: str, when: pgtrigger.Operation, party: str, touched: str, **rows: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=when,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
        func=KEEP.replace("{touched}", touched).format(party=party),
    )
