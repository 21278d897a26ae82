"""What stands in the newsletters: the items of two that were sent, and one that is being made and lacks a few words."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings

from accounts.models import User
from demo.world import programme
from demo.world.ground import Ground, at
from demo.world.subscriptions import LETTER_LIST
from events.models import Event
from network import images
from newsletter.actions import issues, pictures
from newsletter.models import Campaign, CampaignItem, ItemKind, Newsletter
from newsletter.models.picture import WITHIN

SITE = "https://www.kis.nl"
Parts = dict[str, Any]

IN_THE_STREET: tuple[Parts, ...] = (
    {
        "kind": ItemKind.ARTICLE,
        "label": "samen wonen",
        "heading": "Vijf lessen over burenbemiddeling",
        "text": "Begin klein. Laat buren zelf kiezen wie hen helpt. En kom na een half jaar nog eens terug. Vijf "
        "gemeenten vertellen wat zij leerden.",
        "url": f"{SITE}/artikel/vijf-lessen-burenbemiddeling",
        "link_text": "Lees de vijf lessen",
    },
    {
        "kind": ItemKind.CONTRIBUTION,
        "text": "Ik bel nu eerst aan met een vraag over mezelf. Dan gaat de deur open.",
        "name": "Karim, buurtbemiddelaar in Elzendam",
    },
    {"kind": ItemKind.SEPARATOR},
    {
        "kind": ItemKind.CALL,
        "heading": "Ken jij iemand die een buurt kent?",
        "text": "Wij zoeken mensen die hun buurt op hun duimpje kennen. Vertel ons over hen.",
        "url": f"{SITE}/contact",
        "link_text": "Vertel over iemand",
    },
)
CLEAR_LETTERS: tuple[Parts, ...] = (
    {
        "kind": ItemKind.ARTICLE,
        "label": "duidelijke taal",
        "heading": "Twaalf brieven die korter werden",
        "text": "Op onze werksessie herschreven wij twaalf brieven van de overheid. De brief over toeslagen ging van "
        "drie bladzijden naar één. Wat eruit ging, miste niemand.",
        "url": f"{SITE}/artikel/twaalf-brieven",
        "link_text": "Lees hoe de brieven korter werden",
    },
    {
        "kind": ItemKind.PUBLICATION,
        "label": "discriminatie",
        "heading": "Wat je kunt doen als je discriminatie ziet",
        "text": "Iets zeggen is moeilijk. Deze kaart helpt je in vier stappen.",
        "url": f"{SITE}/publicatie/wat-kun-je-doen",
        "link_text": "Bekijk de kaart met vier stappen",
    },
)
MADE_NOW: tuple[Parts, ...] = (
    {
        "kind": ItemKind.ARTICLE,
        "label": "arbeidsmarkt",
        "heading": "Stagediscriminatie: wat werkt?",
        "text": "Kies zelf de stageplek, vraag door na een afwijzing, spreek het bedrijf aan en houd bij wie waarom "
        "geen plek krijgt. Drie scholen zetten hun ervaring op een rij.",
        "url": f"{SITE}/artikel/stagediscriminatie-wat-werkt",
        "link_text": "Lees het artikel over stages",
    },
    {"kind": ItemKind.EVENT},
    {
        "kind": ItemKind.CONTRIBUTION,
        "text": "Bel een ouder eerst met goed nieuws. Dan luistert hij ook als het moeilijk wordt.",
        "name": "Els, teamleider in Friesland",
    },
    {
        "kind": ItemKind.PUBLICATION,
        "label": "nieuwkomers",
        "heading": "Zo helpen gemeenten statushouders naar werk",
        "text": "De Monitor Gemeentelijk Beleid laat zien wat gemeenten nu doen, en wat nog beter kan.",
        "url": f"{SITE}/publicatie/monitor-gemeentelijk-beleid",
        "link_text": "Lees de monitor",
    },
)


def fill(campaign: Campaign, items: tuple[Parts, ...]) -> list[CampaignItem]:
    """Give an issue its items, in this order."""
    made = [CampaignItem(campaign=campaign, position=place, **parts) for place, parts in enumerate(items, 1)]
    return CampaignItem.objects.bulk_create(made)


def add_draft(ground: Ground, by: User) -> None:
    """Leave the next newsletter almost ready: the picture of its last item has no words yet."""
    now = at(ground.today, time(8, 42))
    newsletter = Newsletter.objects.get(slug=LETTER_LIST)
    campaign = issues.create(newsletter=newsletter, title="Nieuwsbrief: stages", language="nl", by=by, now=now)
    campaign.created_at = now
    campaign.subject = "Stagediscriminatie: wat werkt volgens scholen en bedrijven?"
    campaign.preheader = "Plus: praat mee in het kennisatelier over institutioneel racisme"
    campaign.body = (
        "Beste [voornaam],\n\nEen stage vinden lukt niet iedereen even snel. Scholen en bedrijven kunnen daar samen "
        "iets aan doen. In deze brief lees je wat werkt, en waar je erover kunt meepraten."
    )
    campaign.save()
    *_others, last = items = fill(campaign, MADE_NOW)
    CampaignItem.objects.filter(pk=items[1].pk).update(event=Event.objects.get(slug=programme.ATELIER))
    drawn = (settings.BASE_DIR / "static" / "img" / "nieuwsbrief-kop.png").read_bytes()
    last.picture = pictures.keep(campaign=campaign, picture=images.fitted("monitor.png", drawn, WITHIN), by=by, now=now)
    last.save(update_fields=["picture"])
