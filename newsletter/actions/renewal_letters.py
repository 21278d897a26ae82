"""The letters of a renewal: the question, its reminder, and to the colleague who began it what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from newsletter.actions import notices
from newsletter.actions.notices import Words, link
from newsletter.letters import list_id_of
from newsletter.models import Renewal
from newsletter.queries import releases, renewals
from post.actions import mailings
from post.fields import literal
from post.models import LetterClass, Mailing

if TYPE_CHECKING:
    from accounts.models import User


def write(renewal: Renewal, *, now: datetime, by: User | None) -> int:
    """Promise a letter, each in their own language, to who did not answer yet; return how many they are.

    Who takes a pause, wants fewer letters or had enough of them gets no reminder.
    """
    people = renewals.to_write_to(renewal, now).filter(mail_addresses__preferred=True)
    promised = 0
    for language in people.order_by().values_list("language", flat=True).distinct():
        with translation.override(language):
            mailing = _compose(renewal, now=now, by=by)
        wanted = people.filter(language=language).values_list("pk", "mail_addresses__address")
        promised += mailings.freeze(mailing=mailing, people=wanted, now=now, by=by)
        renewal.mailings.add(mailing)
    return promised


def _compose(renewal: Renewal, *, now: datetime, by: User | None) -> Mailing:
    words = _words(renewal)
    html, text = notices.rendered(words, translation.get_language())
    links = {
        "renew": link(renewals.PURPOSE, "blijven", renewal.pk),
        "unsubscribe": link("unsubscribe", "uitschrijven", renewal.newsletter_id),
        "preferences": link("preferences", "voorkeuren", 0),
        "why": link("why", "waarom", 0),
    }
    return mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title=words.subject,
        subject=literal(words.subject),
        html=html,
        text=text,
        links=links,
        headers={"Content-Language": translation.get_language()},
        reply_to=settings.POST_REPLY_TO,
        list_id=list_id_of(renewal.newsletter),
        scope=renewal.newsletter_id,
        not_before=releases.leaves_at(now, None),
        expires_at=renewal.ends_at,
        now=now,
        by=by,
    )


def _words(renewal: Renewal) -> Words:
    told = {"list": str(renewal.newsletter), "day": date_format(localtime(renewal.ends_at), "j F Y")}
    again = (_("We asked you this before and did not hear from you."),) if renewal.reminded_at else ()
    return Words(
        _("Do you want to keep “%(list)s”?") % told,
        (
            *again,
            _("You get “%(list)s” from us. We only send it to who wants it, so we ask: do you want to stay?") % told,
            _("You need not say no. If we hear nothing before %(day)s, you get it no longer.") % told,
        ),
        button=("renew", _("Yes, I want to stay")),
        closing=_("Press the button, and then once more on the page:"),
        of_list=str(renewal.newsletter),
    )


def tell_starter(renewal: Renewal, dropped: int, *, now: datetime) -> None:
    """Write to the colleague who began it that it is carried out, and what came of it."""
    counted = renewals.standing(renewal)
    url = settings.BASE_URL + reverse("newsletter:renewal_detail", args=[renewal.pk])
    told = {"list": str(renewal.newsletter), "asked": counted.asked, "stayed": counted.stayed, "dropped": dropped}
    with translation.override(renewal.started_by.language):
        subject = _("The readers of %(list)s were asked: this came of it") % told
        text = _(
            "Of %(asked)d readers %(stayed)d wanted to stay. %(dropped)d said nothing and are off the list. You can "
            "undo that for a week.\n\n"
        )
        mailings.send_service(
            to=renewal.started_by.email, subject=subject, text=f"{text % told}{url}\n", title="renewal", now=now
        )
