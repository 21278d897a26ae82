"""A newsletter that a colleague on a line wrote, and asked the editor to send."""

from __future__ import annotations

from datetime import timedelta

from demo.world import issues
from demo.world.colleagues import Staff
from demo.world.ground import Ground
from demo.world.subscriptions import LETTER_LIST
from newsletter.actions.issues import create
from newsletter.models import Approval, Campaign, CampaignItem, ItemKind, Newsletter, Subscription

WORDS = {
    "subject": "Denk je mee over de wijk van 2030?",
    "preheader": "Drie vragen aan jou, en een artikel over mantelzorg",
    "body": "Beste [voornaam],\n\nHoe ziet een wijk eruit waar iedereen zich thuis voelt? Wij zijn benieuwd wat jij "
    "in je werk ziet.",
}
ITEM = {
    "kind": ItemKind.ARTICLE,
    "label": "samen wonen",
    "heading": "De wijk van 2030 begint bij de voordeur",
    "text": "Vier gemeenten vroegen hun bewoners wat zij missen. Het antwoord was vaak klein: een bank, een bus, "
    "iemand die groet.",
    "url": f"{issues.SITE}/artikel/wijk-van-2030",
    "link_text": "Lees wat bewoners missen",
}


def add(ground: Ground, staff: Staff) -> None:
    """Store the newsletter with the question; the editor finds it under “Akkoord”."""
    asked_at = ground.office_hour(ground.today - timedelta(days=1))
    newsletter = Newsletter.objects.get(slug=LETTER_LIST)
    made = create(
        newsletter=newsletter, title="Nieuwsbrief: de wijk van 2030", language="nl", by=staff.line_staff, now=asked_at
    )
    Campaign.objects.filter(pk=made.pk).update(created_at=asked_at, **WORDS)
    CampaignItem.objects.create(campaign=made, position=1, **ITEM)
    Approval.objects.create(
        campaign=made,
        version=made.version,
        number=Subscription.objects.holding().filter(newsletter=newsletter).count(),
        note="Mag hij dinsdagochtend weg? De oproep loopt tot het eind van de maand.",
        asked_by=staff.line_staff,
        asked_of=staff.editor,
        asked_at=asked_at,
    )
