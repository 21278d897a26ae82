"""The service letters about lists: confirm it, you are on it, you left it, your link, your letters move.

Each is in the language of who gets it. Only our own words stand in them, never what somebody typed (bar Z24).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import mrml
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from network.models import MailAddress, Person
from newsletter.models import Newsletter, SubscriptionRequest
from newsletter.words import wrapped
from post.actions import mailings
from post.fields import literal
from post.models import LetterClass, Stop


@dataclass(frozen=True)
class Words:
    """What one letter says, before it becomes HTML and plain text; `button` is a link and what stands on it."""

    subject: str
    paragraphs: tuple[str, ...]
    button: tuple[str, str] | None = None
    closing: str = ""
    to_a_person: bool = True  # else to an address that somebody typed
    of_list: str = ""  # the list it belongs to: links to leave that stand below it


def link(purpose: str, path: str, subject: int) -> dict[str, Any]:
    """Return a personal link to a page of ours."""
    return {"purpose": purpose, "url": f"{settings.BASE_URL}/{path}/", "subject": subject}


def ask_to_confirm(request: SubscriptionRequest, lists: Sequence[Newsletter], *, now: datetime) -> None:
    """Write to the address on a form, with the link that confirms what was asked."""
    with translation.override(request.language):
        words = Words(
            _("Confirm that you want our letters"),
            (
                _("Somebody asked for %(lists)s at this address. Was that you? Then confirm it.")
                % {"lists": _names(lists)},
            ),
            button=("confirm", _("Confirm that I want this")),
            closing=_("Was it not you? Then you need not do anything. We erase this request after seven days."),
            to_a_person=False,
        )
        _to_address(words, request, now, answers_request=True)


def tell_known(request: SubscriptionRequest, person: Person, lists: Sequence[Newsletter], *, now: datetime) -> None:
    """Write to somebody who asked for what they have already (bar Z23)."""
    with translation.override(request.language):
        words = Words(
            _("You are on our list already"),
            (_("Somebody asked for %(lists)s at this address. You get that already.") % {"lists": _names(lists)},),
            button=("preferences", _("See what I get")),
            closing=_("You need not do anything. Do you want to change something? You can do it here:"),
            to_a_person=False,
        )
        mailing = _compose(words, {"preferences": link("preferences", "voorkeuren", 0)}, now=now)
    mailings.promise_to(mailing=mailing, address=request.address, person=person, now=now)


def ask_to_confirm_move(request: SubscriptionRequest, *, now: datetime) -> None:
    """Write to the new address of somebody who wants their letters there, with the link that confirms it."""
    with translation.override(request.language):
        words = Words(
            _("Confirm your new e-mail address"),
            (_("Somebody wants to get the letters of KIS at this address. Was that you? Then confirm it."),),
            button=("confirm", _("Confirm this address")),
            closing=_("Was it not you? Then you need not do anything. We erase this request after seven days."),
            to_a_person=False,
        )
        _to_address(words, request, now, answers_request=True)


def ask_to_confirm_address(request: SubscriptionRequest, *, now: datetime) -> None:
    """Write to the address that somebody else wrote down for a reader, with the link that confirms it."""
    with translation.override(request.language):
        words = Words(
            _("Confirm your new e-mail address"),
            (
                _("KIS wrote down this address for somebody who reads our newsletters. Are you that reader?"),
                _("Then confirm it. Until you do, no newsletters come."),
            ),
            button=("confirm", _("Confirm this address")),
            closing=_("Was it not you? Then you need not do anything. We erase this request after seven days."),
            to_a_person=False,
        )
        _to_address(words, request, now)


def _to_address(words: Words, request: SubscriptionRequest, now: datetime, **more: Any) -> None:
    links = {"confirm": link("subscribe", "nieuwsbrief/bevestigen", request.pk)}
    mailing = _compose(words, links, now=now, expires_at=request.expires_at, **more)
    mailings.promise_to(mailing=mailing, address=request.address, now=now)


def tell_moved(person: Person, *, old: MailAddress, now: datetime) -> None:
    """Write to the address at which somebody no longer gets letters, with the link that takes it back.

    So nobody moves them unseen.
    """
    with translation.override(person.language):
        words = Words(
            _("Your letters go to another address now"),
            (_("You, or somebody with the link in one of your letters, chose another e-mail address."),),
            button=("undo", _("Undo: send my letters here again")),
            closing=_("Is that right? Then do nothing. Was it not you? Take it back within thirty days:"),
        )
        mailing = _compose(words, {"undo": link("undo_move", "adres-terug", old.pk)}, now=now)
    mailings.promise_to(mailing=mailing, address=old.address, person=person, now=now)


def tell_moved_back(person: Person, *, address: str, now: datetime) -> None:
    """Write to an address to which letters went since a move that was taken back."""
    with translation.override(person.language):
        words = Words(
            _("Your letters go to your old address again"),
            (
                _("Somebody with the link in our letter to your old address chose that."),
                _("Is that wrong? Answer this mail."),
            ),
        )
        mailing = _compose(words, {}, now=now)
    mailings.promise_to(mailing=mailing, address=address, person=person, now=now)


def send_link(person: Person, *, now: datetime) -> None:
    """Send somebody the link to their preferences, because they asked for it."""
    _tell(person, _link_words, {"preferences": link("preferences", "voorkeuren", 0)}, now)


def _link_words() -> Words:
    return Words(
        _("Your link to your preferences"),
        (_("Here you see which letters you get, and change it."),),
        button=("preferences", _("To my preferences")),
        closing=_("Did you not ask for this? Then you need not do anything."),
        to_a_person=False,
    )


def tell_left(stop: Stop, person: Person, newsletter: Newsletter | None, *, now: datetime, address: str = "") -> None:
    """Write to somebody who left a list, or all of them, with the link that takes it back."""

    def words() -> Words:
        told = {"list": str(newsletter) if newsletter else ""}
        what = _("You no longer get “%(list)s”.") % told if newsletter else _("You no longer get any letters of us.")
        return Words(
            _("You are unsubscribed"),
            (what, _("You, or somebody with the link in one of your letters, chose that.")),
            button=("undo", _("Undo: I want these letters after all")),
            closing=_("Is that right? Then do nothing. Was it a mistake? Take it back within thirty days:"),
        )

    _tell(person, words, {"undo": link("undo_stop", "ongedaan", stop.pk)}, now, address)


def tell_taken_off(stop: Stop, person: Person, newsletter: Newsletter, *, now: datetime) -> None:
    """Write to somebody whom a colleague took off a list, with the link that takes it back."""

    def words() -> Words:
        return Words(
            _("You are unsubscribed"),
            (
                _("You no longer get “%(list)s”.") % {"list": str(newsletter)},
                _("A colleague of KIS wrote down that you asked for this."),
            ),
            button=("undo", _("Undo: I want these letters after all")),
            closing=_("Is that right? Then do nothing. Was it a mistake? Take it back within thirty days:"),
        )

    _tell(person, words, {"undo": link("undo_stop", "ongedaan", stop.pk)}, now)


def tell_preferences(person: Person, said: Sequence[str], *, now: datetime) -> None:
    """Write to somebody what changed in their preferences, so that nobody changes them unseen."""

    def words() -> Words:
        return Words(
            _("Your preferences changed"),
            (" ".join(said), _("You, or somebody with the link in one of your letters, chose that.")),
            button=("preferences", _("To my preferences")),
            closing=_("Is that right? Then do nothing. Was it a mistake? Change it here:"),
        )

    _tell(person, words, {"preferences": link("preferences", "voorkeuren", 0)}, now)


def tell_pause_ends(person: Person, until: date, *, now: datetime) -> None:
    """Write to somebody that their pause is nearly over, before the first letter comes again."""

    def words() -> Words:
        return Words(
            _("Your pause is nearly over"),
            (
                _("You asked us for a pause. From %(day)s our letters come again.")
                % {"day": date_format(until, "j F Y")},
            ),
            button=("preferences", _("To my preferences")),
            closing=_("Is that right? Then do nothing. Do you want a longer pause, or no letters? Choose it here:"),
        )

    _tell(person, words, {"preferences": link("preferences", "voorkeuren", 0)}, now)


def _tell(person: Person, write: Any, links: dict[str, Any], now: datetime, address: str = "") -> None:
    """Promise a letter to this address, or the one that somebody prefers; without one there is nobody to tell."""
    preferred = MailAddress.objects.filter(person=person, preferred=True).values_list("address", flat=True)
    address = address or preferred.first() or ""
    if not address:
        return
    with translation.override(person.language):
        mailing = _compose(write(), links, now=now)
    mailings.promise_to(mailing=mailing, address=address, person=person, now=now)


def _names(lists: Sequence[Newsletter]) -> str:
    return get_text_list([f"“{one}”" for one in lists], _("and"))


def _compose(words: Words, links: dict[str, Any], *, now: datetime, **more: Any) -> Any:
    html, text = rendered(words, translation.get_language())
    return mailings.compose(
        letter_class=LetterClass.SERVICE,
        title=words.subject,
        subject=literal(words.subject),
        html=html,
        text=text,
        links=links,
        reply_to=settings.POST_REPLY_TO,
        now=now,
        **more,
    )


@lru_cache(maxsize=64)
def rendered(words: Words, language: str) -> tuple[str, str]:
    """Return the letter as HTML and as plain text, in the language that is on now, which is also told."""
    context = {
        "title": literal(words.subject),
        "kind": _("Post of KIS"),
        "to_a_person": words.to_a_person,
        "paragraphs": [literal(paragraph).split("\n") for paragraph in words.paragraphs],
        "facts": (),
        "buttons": (words.button,) if words.button else (),
        "opens_at_once": words.button is not None and words.button[0] == "preferences",
        "closing": literal(words.closing),
        "of_list": literal(words.of_list),
        "reply_to": settings.POST_REPLY_TO,
        "language": language,
    }
    html = mrml.to_html(render_to_string("mail/event_letter.mjml", context)).content
    text = Engine.get_default().get_template("mail/event_letter.txt").render(Context(context, autoescape=False))
    # Comments for Outlook hold [endif], which the post would take for a field.
    return html.replace("[endif]", "[[endif]"), wrapped(text)
