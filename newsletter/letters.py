"""Write the letter of a campaign: its words in the look of the house, as HTML and as plain text.

What differs per person stays a field (`[voornaam]`) or link (`[link:answer_yes]`), which the room post fills in.
"""

from __future__ import annotations

import copy
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import mrml
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from newsletter.models import Campaign, Newsletter
from post.fields import literal
from post.links import PREVIEW
from post.models import LetterClass

if TYPE_CHECKING:
    from accounts.models import User

# What an editor may use, with what it becomes; the other fields of the post belong to the frame of the letter.
FIELDS = {
    "voornaam": gettext_lazy("the first name: Samira"),
    "achternaam": gettext_lazy("the last name: van der Berg"),
    "naam": gettext_lazy("the whole name: Samira van der Berg"),
    "organisatie": gettext_lazy("where somebody works; “je organisatie” when we do not know"),
}
WIDTH = 72

# One word between brackets, which nobody writes by accident; `[[` is a bracket that means itself.
_FIELD = re.compile(r"\[\[|\[([^\W\d][\w:-]{0,40})\]")
_LINK = re.compile(r"https?://[^\s<>\"\[\]]+[^\s<>\"\[\].,;:!?)’”]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Piece(NamedTuple):
    """A stretch of text that leads somewhere, or does not."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Words:
    """A letter as everybody gets it, fields and links still open."""

    subject: str
    html: str
    text: str


def unknown_fields(text: str) -> list[str]:
    """Return what stands between brackets but is no field, each once, as it was written."""
    found = (match[1] for match in _FIELD.finditer(text) if match[1])
    return list(dict.fromkeys(name for name in found if name not in FIELDS))


def compose(campaign: Campaign) -> Words:
    """Write the letter of a campaign, in Dutch."""
    with translation.override("nl"):
        context = _context(campaign)
        html = mrml.to_html(render_to_string("mail/invitation.mjml", context)).content
        text = Engine.get_default().get_template("mail/invitation.txt").render(Context(context, autoescape=False))
    # Comments for Outlook hold [endif], which the post would take for a field.
    return Words(campaign.subject, html.replace("[endif]", "[[endif]"), wrapped(text))


def mailing_of(campaign: Campaign) -> dict[str, Any]:
    """Return what a mailing of the post needs to carry this campaign."""
    words = compose(campaign)
    return {
        "letter_class": LetterClass.INVITATION if campaign.event_id else LetterClass.NEWSLETTER,
        "title": campaign.title,
        "subject": words.subject,
        "html": words.html,
        "text": words.text,
        "links": links_of(campaign),
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
    links = {name: _link(PREVIEW, f"verzendingen/proef/{page}", 0) for name, page in pages.items()}
    return {**mailing_of(shown), "letter_class": LetterClass.TEST, "links": links, "scope": None, "expires_at": None}


def _as_for(user: User, text: str) -> str:
    values = {
        "voornaam": user.given_name,
        "achternaam": " ".join(part for part in (user.tussenvoegsel, user.family_name) if part),
        "naam": user.get_full_name(),
        "organisatie": "KIS",
    }
    return _FIELD.sub(lambda found: literal(values[found[1]]) if found[1] in values else found[0], text)


def list_id_of(newsletter: Newsletter) -> str:
    """Return how mail programs know the list (RFC 2919); it stays the same when the list gets another name."""
    return f"{newsletter.slug} <{newsletter.slug}.{settings.POST_DOMAIN}>"


def links_of(campaign: Campaign) -> dict[str, dict[str, Any]]:
    """Return the personal links of the letter: yes, no, and leaving the list."""
    links = {"unsubscribe": _link("unsubscribe", "uitschrijven", campaign.newsletter_id)}
    if campaign.event_id:
        links["answer_yes"] = _link("answer", "antwoord/ja", campaign.event_id)
        links["answer_no"] = _link("answer", "antwoord/nee", campaign.event_id)
    return links


def _link(purpose: str, path: str, subject: int) -> dict[str, Any]:
    return {"purpose": purpose, "url": f"{settings.BASE_URL}/{path}/", "subject": subject}


def _context(campaign: Campaign) -> dict[str, Any]:
    event = campaign.event
    return {
        "subject": literal(campaign.subject),
        "event": event,
        "kind": event.get_kind_display() if event else "",
        "title": literal(event.title if event else campaign.title),
        "facts": list(facts_of(event)) if event else [],
        "paragraphs": [[list(pieces(line)) for line in part] for part in paragraphs(campaign.body)],
        "body": "\n\n".join("\n".join(part) for part in paragraphs(campaign.body)),
        "newsletter": literal(campaign.newsletter.name),
        "reply_to": settings.POST_REPLY_TO,
    }


def paragraphs(text: str) -> list[list[str]]:
    """Split a text at its blank lines, and each paragraph into its lines."""
    parts = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [[line.strip() for line in part.split("\n")] for part in parts if part.strip()]


def pieces(line: str) -> Iterator[Piece]:
    """Cut a line where a web address begins and ends."""
    done = 0
    for found in _LINK.finditer(line):
        if found.start() > done:
            yield Piece(line[done : found.start()])
        yield Piece(found[0], found[0])
        done = found.end()
    if done < len(line):
        yield Piece(line[done:])


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


def wrapped(text: str) -> str:
    """Break lines that are too long to read in plain text; a web address stays whole."""
    lines = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) if line.strip() else ""
        for line in text.strip().split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
