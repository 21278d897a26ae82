"""The database itself keeps `last_contact_on` of people and organisations, from their contact moments.

Lists of 100,000 people are put in order and narrowed by that day, so it may not be worked out while somebody waits; and
it must be right whichever way a moment came in (a form, an import, a merge, an undo).
"""

import pgtrigger

KEEP = """
    UPDATE network_{party} SET last_contact_on = (
        SELECT max(moment.held_on)
        FROM network_contactmoment moment JOIN network_{party}incontact link ON link.contactmoment_id = moment.id
        WHERE link.{party}_id = network_{party}.id AND moment.removed_at IS NULL
    ) WHERE id IN ({touched});
    RETURN NULL;
"""
OF_THE_MOMENTS = (
    "SELECT link.{party}_id FROM network_{party}incontact link JOIN changed ON changed.id = link.contactmoment_id"
)
WHO_JOINED = "SELECT {party}_id FROM joined"
WHO_LEFT = "SELECT {party}_id FROM gone"


def kept_when_the_moment_changes(party: str) -> pgtrigger.Trigger:
    """Follow another day, a removal and its undo; a moment loses its links before it is deleted itself."""
    return _trigger(f"{party}_follows_the_moment", pgtrigger.Update, party, OF_THE_MOMENTS, new="changed")


def kept_when_the_links_change(party: str) -> list[pgtrigger.Trigger]:
    """Follow who is added to a moment, taken off, or (in a merge) replaced by somebody else."""
    both = f"{WHO_LEFT} UNION {WHO_JOINED}"
    return [
        _trigger("joining_is_contact", pgtrigger.Insert, party, WHO_JOINED, new="joined"),
        _trigger("leaving_takes_contact_along", pgtrigger.Delete, party, WHO_LEFT, old="gone"),
        _trigger("replacing_moves_contact", pgtrigger.Update, party, both, old="gone", new="joined"),
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
