"""The newsletters that everybody may read, as nobody's letter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from lxml import html

from newsletter.models import Campaign
from newsletter.models.newsletter import INVITATIONS
from newsletter.queries.choosing import Selection
from post.fields import Token, parse
from post.models import Letter, LetterState, Mailing


def issues(now: datetime) -> QuerySet[Campaign]:
    """Find the issues for everybody that have gone out, the last first; `sent_at` is when the first letter left.

    Those are what an editor put here, and what went to everybody on a public list when nobody chose (`goes_in`).
    What was paused or stopped before anything left is nobody's letter yet.
    """
    left = Letter.objects.filter(mailing=OuterRef("mailing"), state=LetterState.SENT)
    by_itself = Q(in_archive=None, newsletter__public=True) & (
        Q(ground=None) | Q(ground__rule={}) | Q(ground__rule__nl=[])
    )
    sent = Campaign.objects.filter(Q(in_archive=True) | by_itself, event=None, mailing__released_at__lte=now)
    sent = sent.exclude(newsletter__slug=INVITATIONS)
    on_its_way = Q(mailing__cancelled_at=None, mailing__paused_at=None)
    sent = sent.filter(on_its_way | Exists(left))
    sent = sent.filter(Q(mailing__not_before=None) | Q(mailing__not_before__lte=now))
    dated = sent.annotate(sent_at=Coalesce(F("mailing__not_before"), F("mailing__released_at")))
    return dated.select_related("mailing", "newsletter").order_by("-sent_at", "-pk")


def goes_in(campaign: Campaign) -> bool:
    """Tell whether everybody may read this issue once it is sent; a small selection or internal list keeps its own."""
    if campaign.in_archive is not None:
        return campaign.in_archive
    return campaign.newsletter.public and not Selection.of(campaign.audience)


def subject_of(mailing: Mailing) -> str:
    """Return the subject as it reads for nobody in particular."""
    return capfirst(_for_nobody(mailing.subject, mailing))


def preheader_of(campaign: Campaign) -> str:
    """Return the line below the subject, as it reads for nobody in particular."""
    assert campaign.mailing
    return capfirst(_for_nobody(campaign.preheader, campaign.mailing))


def letter_of(mailing: Mailing) -> str:
    """Return the HTML of a letter without anything personal: neutral words for fields, no personal links at all."""
    document: Any = html.document_fromstring(_for_nobody(mailing.html, mailing))
    for part in document.find_class("personal"):
        part.drop_tree()
    for link in document.xpath("//a[@href='']"):
        link.drop_tag()
    return str(html.tostring(document, encoding="unicode", doctype="<!doctype html>"))


def _for_nobody(text: str, mailing: Mailing) -> str:
    return "".join(_neutral(part) if isinstance(part, Token) else part for part in parse(text, mailing.links))


def _neutral(token: Token) -> str:
    words = {"voornaam": _("reader"), "naam": _("reader"), "organisatie": _("your organisation")}
    return words.get(token.name, "")
