"""The service letters about an event: you come, you wait, a place came free, something changed, it is off.

Each is in the language of who gets it. Somebody without an e-mail address gets none; colleagues see that in the list.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import mrml
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from events.models import Event, Registration, RegistrationState, SignUp
from events.queries import place_in_line
from network.models import MailAddress
from post.actions import mailings
from post.fields import literal
from post.models import LetterClass, Mailing

if TYPE_CHECKING:
    from accounts.models import User

# Who is told when something about the event itself changes.
CONCERNED = (RegistrationState.COMING, RegistrationState.WAITING)


@dataclass(frozen=True)
class Words:
    """What one letter says, before it becomes HTML and plain text."""

    subject: str
    paragraphs: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()
    closing: str = ""
    to_a_person: bool = True  # else to an address that somebody typed


def tell(registration: Registration, *, now: datetime, place_came_free: bool = False) -> None:
    """Write to somebody whose place changed: that they come, or where in the line they stand."""
    person, event = registration.person, registration.event
    address = person.mail_addresses.filter(preferred=True).values_list("address", flat=True).first()
    if not address or registration.state not in CONCERNED:
        return
    with translation.override(person.language):
        if registration.state == RegistrationState.WAITING:
            words = _waiting(event, place_in_line(registration))
        else:
            words = _place_came_free(event) if place_came_free else _coming(event)
        mailing = _compose(words, event, links=answer_links(event), now=now)
    mailings.promise_to(mailing=mailing, address=address, person=person, now=now)


def ask_to_confirm(sign_up: SignUp, *, now: datetime) -> None:
    """Write to who asked to come, with the link that confirms it; nothing they typed stands in it (bar Z24)."""
    event = sign_up.event
    link = {"purpose": "sign_up", "url": f"{settings.BASE_URL}/aanmelding/", "subject": sign_up.pk}
    with translation.override(sign_up.language):
        until = min(event.begins_at, sign_up.expires_at)
        how = {"expires_at": until, "answers_request": True}
        mailing = _compose(_confirm(event), event, links={"confirm": link}, now=now, **how)
    mailings.promise_to(mailing=mailing, address=sign_up.address, now=now)


def tell_all_of_change(event: Event, *, by: User, now: datetime) -> int:
    """Write to everybody who comes or waits that the day, the time or the place is another; return how many."""
    return _tell_all(event, lambda: _changed(event), by=by, now=now, links=answer_links(event))


def tell_all_it_is_off(event: Event, *, note: str, by: User, now: datetime) -> int:
    """Write to everybody who comes or waits that the event is off, and why; return how many."""
    return _tell_all(event, lambda: _off(event, note), by=by, now=now, links={})


def answer_links(event: Event) -> dict[str, dict[str, Any]]:
    """Return the personal links by which somebody says whether they come."""
    return {
        "answer_yes": {"purpose": "answer", "url": f"{settings.BASE_URL}/antwoord/ja/", "subject": event.pk},
        "answer_no": {"purpose": "answer", "url": f"{settings.BASE_URL}/antwoord/nee/", "subject": event.pk},
    }


def _tell_all(event: Event, write: Callable[[], Words], *, by: User, now: datetime, links: dict[str, Any]) -> int:
    """Promise one mailing in each language to whom it concerns; return how many letters that is."""
    addresses = MailAddress.objects.filter(
        preferred=True, person__registrations__event=event, person__registrations__state__in=CONCERNED
    )
    told = 0
    for language in addresses.order_by().values_list("person__language", flat=True).distinct():
        with translation.override(language):
            mailing = _compose(write(), event, links=links, by=by, now=now)
        people = addresses.filter(person__language=language).values_list("person", "address")
        told += mailings.freeze(mailing=mailing, people=people, by=by, now=now)
    return told


def _compose(words: Words, event: Event, *, links: dict[str, Any], now: datetime, **more: Any) -> Mailing:
    """Write a mailing in the language that is on now; brackets in what people wrote mean themselves."""
    facts = ((_("When"), event.when), (_("Where"), literal(event.where)))
    html, text = _rendered(
        words, literal(event.title), str(event.get_kind_display()), facts, translation.get_language()
    )
    return mailings.compose(
        letter_class=LetterClass.SERVICE,
        title=words.subject,
        subject=literal(words.subject)[:250],
        html=html,
        text=text,
        links=links,
        now=now,
        **{"expires_at": event.begins_at, **more},
    )


@lru_cache(maxsize=256)
def _rendered(
    words: Words, title: str, kind: str, facts: tuple[tuple[str, str], ...], language: str
) -> tuple[str, str]:
    """Return HTML and plain text; who comes first gets the same letter as who comes hundredth, so it is kept."""
    context = {
        "title": title,
        "kind": kind,
        "to_a_person": words.to_a_person,
        "paragraphs": [literal(paragraph).split("\n") for paragraph in words.paragraphs],
        "facts": facts,
        "buttons": words.buttons,
        "closing": words.closing,
        "reply_to": settings.POST_REPLY_TO,
        "language": language,
    }
    html = mrml.to_html(render_to_string("mail/event_letter.mjml", context)).content
    text = Engine.get_default().get_template("mail/event_letter.txt").render(Context(context, autoescape=False))
    # Comments for Outlook hold [endif], which the post would take for a field.
    return html.replace("[endif]", "[[endif]"), _wrapped(text)


def _wrapped(text: str) -> str:
    """Break lines that are too long to read in plain text; a web address stays whole."""
    lines = (textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join(lines).strip() + "\n"


def _coming(event: Event) -> Words:
    return Words(
        _("You come to “%(title)s”") % {"title": event.title},
        (_("Good that you come. We have kept a place for you."),),
        buttons=(("answer_no", _("I cannot come after all")),),
        closing=_("Can you not come after all? Tell us, so that somebody else gets your place."),
    )


def _place_came_free(event: Event) -> Words:
    return Words(
        _("There is a place for you at “%(title)s”") % {"title": event.title},
        (_("You were on the waiting list. A place came free and it is yours: you need not do anything."),),
        buttons=(("answer_no", _("I cannot come after all")),),
        closing=_("Can you not come after all? Tell us, so that the next in line gets your place."),
    )


def _waiting(event: Event, place: int) -> Words:
    return Words(
        _("You are on the waiting list of “%(title)s”") % {"title": event.title},
        (
            _("All places are taken. You are number %(place)d in line.") % {"place": place},
            _("When a place comes free, it goes to the first in line. If that is you, you get a mail at once."),
        ),
        buttons=(("answer_no", _("Take me off the waiting list")),),
        closing=_("Do you no longer want to come? Then give up your place in line."),
    )


def _changed(event: Event) -> Words:
    return Words(
        _("Changed: “%(title)s”") % {"title": event.title},
        (_("Something changed about this event. This is how it is now:"),),
        buttons=(("answer_yes", _("I still want to come")), ("answer_no", _("I cannot come after all"))),
        closing=_("Does this still suit you? Then you need not do anything. Otherwise tell us."),
    )


def _off(event: Event, note: str) -> Words:
    paragraphs = [part.strip() for part in note.replace("\r", "").split("\n\n") if part.strip()]
    return Words(
        _("Called off: “%(title)s”") % {"title": event.title},
        (_("This event is off. You need not do anything: your registration no longer holds."), *paragraphs),
    )


def _confirm(event: Event) -> Words:
    return Words(
        _("Confirm that you want to come to “%(title)s”") % {"title": event.title},
        (_("Somebody signed up for this event with your e-mail address. Was that you? Then confirm it."),),
        buttons=(("confirm", _("Confirm that I want to come")),),
        closing=_("Was it not you? Then you need not do anything. We erase this request after seven days."),
        to_a_person=False,
    )
