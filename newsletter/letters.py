"""Write the letter of a campaign: its words in the look of the house, as HTML and as plain text.

What differs per person stays a field (`[voornaam]`) or link (`[link:answer_yes]`), which the room post fills in.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import mrml
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from events.models import Event
from newsletter import issues
from newsletter.models import Campaign, Newsletter
from newsletter.words import FIELD, paragraphs, pieces, wrapped
from post.fields import literal
from post.links import PREVIEW
from post.models import LetterClass

if TYPE_CHECKING:
    from accounts.models import User


INVITATION = ("mail/invitation.mjml", "mail/invitation.txt")
ISSUE = ("mail/newsletter.mjml", "mail/newsletter.txt")
PROOF_IN_BROWSER = "verzendingen/proef/browser/geen/"


@dataclass(frozen=True)
class Words:
    """A letter as everybody gets it, fields and links still open."""

    subject: str
    html: str
    text: str


def compose(campaign: Campaign, fill: issues.Fill = str, day: date | None = None) -> Words:
    """Write the letter of a campaign: an invitation in Dutch, an issue of a newsletter in its own language.

    An issue is of the month of the `day` on which it leaves, which is today unless told.
    """
    frame = ISSUE if campaign.is_issue else INVITATION
    with translation.override(campaign.language if campaign.is_issue else "nl"):
        context = _context(campaign) | (issues.context_of(campaign, fill, day) if campaign.is_issue else {})
        html = mrml.to_html(render_to_string(frame[0], context)).content
        text = Engine.get_default().get_template(frame[1]).render(Context(context, autoescape=False))
    # Comments for Outlook hold [endif], which the post would take for a field.
    return Words(campaign.subject, html.replace("[endif]", "[[endif]"), wrapped(text))


def mailing_of(campaign: Campaign, fill: issues.Fill = str, day: date | None = None) -> dict[str, Any]:
    """Return what a mailing of the post needs to carry this campaign; `fill` may close the fields of its items."""
    words = compose(campaign, fill, day)
    return {
        "letter_class": campaign.letter_class,
        "title": campaign.title,
        "subject": words.subject,
        "html": words.html,
        "text": words.text,
        "links": links_of(campaign),
        "headers": {"Content-Language": campaign.language},
        "reply_to": settings.POST_REPLY_TO,
        "list_id": list_id_of(campaign.newsletter),
        "scope": campaign.newsletter_id,
        "expires_at": campaign.event.begins_at if campaign.event else None,
    }


def proof_of(campaign: Campaign, user: User) -> dict[str, Any]:
    """Return a mailing that shows a colleague the letter as if it were for them; its links lead to a page that says so.

    Nobody of the network is in it: a test letter must not stand on the timeline of a person, nor touch their data.
    """
    shown = copy.copy(campaign)
    shown.subject = _("Test: %(subject)s") % {"subject": _as_for(user, campaign.subject)}
    shown.body = _as_for(user, campaign.body)
    pages = {"answer_yes": "ja", "answer_no": "nee", "unsubscribe": "uitschrijven"}
    pages |= {"preferences": "voorkeuren", "why": "waarom"}
    links = {name: _link(PREVIEW, f"verzendingen/proef/{page}", 0) for name, page in pages.items()}
    words = mailing_of(shown, partial(_as_for, user))
    # The page in the browser is there when the letter is sent; until then the link leads to a page that says so.
    for part in ("html", "text"):
        words[part] = words[part].replace(issues.browser_url(campaign), f"{settings.BASE_URL}/{PROOF_IN_BROWSER}")
    return {**words, "letter_class": LetterClass.TEST, "links": links, "scope": None, "expires_at": None}


def _as_for(user: User, text: str) -> str:
    values = {
        "voornaam": user.given_name,
        "achternaam": " ".join(part for part in (user.tussenvoegsel, user.family_name) if part),
        "naam": user.get_full_name(),
        "organisatie": "KIS",
    }
    return FIELD.sub(lambda found: literal(values[found[1]]) if found[1] in values else found[0], text)


def list_id_of(newsletter: Newsletter) -> str:
    """Return how mail programs know the list (RFC 2919); it stays the same when the list gets another name."""
    return f"{newsletter.slug} <{newsletter.slug}.{settings.POST_DOMAIN}>"


def links_of(campaign: Campaign) -> dict[str, dict[str, Any]]:
    """Return the personal links of the letter: yes, no, leaving the list, one's preferences, and why it came."""
    links = {
        "unsubscribe": _link("unsubscribe", "uitschrijven", campaign.newsletter_id),
        "preferences": _link("preferences", "voorkeuren", 0),
        "why": _link("why", "waarom", campaign.pk),
    }
    if campaign.event_id:
        links["answer_yes"] = _link("answer", "antwoord/ja", campaign.event_id)
        links["answer_no"] = _link("answer", "antwoord/nee", campaign.event_id)
    return links


def _link(purpose: str, path: str, subject: int) -> dict[str, Any]:
    return {"purpose": purpose, "url": f"{settings.BASE_URL}/{path}/", "subject": subject}


def _context(campaign: Campaign) -> dict[str, Any]:
    event = campaign.event
    return {
        "subject": campaign.subject,
        "event": event,
        "kind": event.get_kind_display() if event else "",
        "title": literal(event.title if event else campaign.title),
        "facts": list(facts_of(event)) if event else [],
        "paragraphs": [[list(pieces(line)) for line in part] for part in paragraphs(campaign.body)],
        "body": "\n\n".join("\n".join(part) for part in paragraphs(campaign.body)),
        "newsletter": literal(campaign.newsletter.name),
        "reply_to": settings.POST_REPLY_TO,
    }


def facts_of(event: Event) -> Iterator[tuple[str, str]]:
    """Return when and where an event is, as far as that is known."""
    yield _("When"), date_format(event.held_on, "l j F Y")
    if event.starts_at:
        starts = time_format(event.starts_at, "H.i")
        if event.ends_at:
            yield (
                _("What time"),
                _("%(start)s to %(end)s") % {"start": starts, "end": time_format(event.ends_at, "H.i")},
            )
        else:
            yield _("What time"), _("from %(start)s") % {"start": starts}
    if event.online:
        yield _("Where"), _("Online, in your browser")
    elif event.place:
        yield _("Where"), literal(event.place)
