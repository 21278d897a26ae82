"""The lists that the house begins with."""

from __future__ import annotations

from network.actions import reference
from newsletter.models import Newsletter
from newsletter.models.newsletter import INVITATIONS

LISTS = {
    INVITATIONS: {
        "name": "Uitnodigingen voor bijeenkomsten",
        "name_en": "Invitations to events",
        "description": "Een persoonlijke uitnodiging als er een bijeenkomst is die bij je werk past.",
    },
    "kis-nieuwsbrief": {
        "name": "KIS-nieuwsbrief",
        "name_en": "KIS newsletter",
        "description": "Nieuws, publicaties en bijeenkomsten van KIS.",
    },
}


def invitations() -> Newsletter:
    """Return the list of invitations; it is made when nobody has loaded the reference data yet."""
    return Newsletter.objects.get_or_create(slug=INVITATIONS, defaults=LISTS[INVITATIONS])[0]


def load(report: reference.Report) -> None:
    """Make sure these lists exist; their names belong to the colleagues from then on."""
    for slug, facts in LISTS.items():
        reference.put(Newsletter.objects, report=report, found_by={"slug": slug}, official={}, at_first=facts)
